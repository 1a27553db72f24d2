"""Addresses of posts: the public's, then the desk's."""

from django.urls import path

from .views import articles, column_desk, feeds, post_desk, post_figures, posting

urlpatterns = [
    path("news/", articles.news, name="news"),
    path("news/feed.xml", feeds.feed, name="feed"),
    path("news/<slug:slug>/feed.xml", feeds.feed, name="column_feed"),
    path("news/<slug:slug>/", articles.column_page, name="column_page"),
    path("articles/<str:public_id>/", articles.article, name="article"),
    path("articles/<str:public_id>/opened/", articles.article_opened, name="article_opened"),
    path("articles/<str:public_id>/files/<str:file_id>/", articles.article_file, name="article_file"),
    path("pictures/<str:file_id>/", articles.picture, name="picture"),
    path("pictures/<str:file_id>/small/", articles.picture, {"size": "small"}, name="small_picture"),
    path("desk/pictures/<str:file_id>/", articles.desk_picture, name="desk_whole_picture"),
    path("desk/pictures/<str:file_id>/small/", articles.desk_picture, {"size": "small"}, name="desk_small_picture"),
    path("desk/posts/", posting.post_list, name="post_list"),
    path("desk/posts/stale/", post_figures.stale_posts, name="stale_posts"),
    path("desk/posts/links/", post_figures.dead_links, name="dead_links"),
    path("desk/posts/readers/", post_figures.read_posts, name="read_posts"),
    path("desk/posts/new/", posting.post_new, name="post_new"),
    path("desk/posts/<str:public_id>/", post_desk.post_detail, name="post_detail"),
    path("desk/posts/<str:public_id>/edit/", posting.post_edit, name="post_edit"),
    path("desk/posts/<str:public_id>/compare/", post_desk.post_compare, name="post_compare"),
    path("desk/posts/<str:public_id>/upload/<str:kind>/", posting.post_upload, name="post_upload"),
    path("desk/posts/<str:public_id>/files/<str:file_id>/", posting.post_take_out, name="post_take_out"),
    path("desk/posts/<str:public_id>/<str:act>/", post_desk.post_act, name="post_act"),
    path("desk/columns/", column_desk.column_list, name="column_list"),
    path("desk/columns/new/", column_desk.column_form, name="column_new"),
    path("desk/columns/<slug:slug>/", column_desk.column_form, name="column_edit"),
    path("desk/columns/<slug:slug>/<str:act>/", column_desk.column_act, name="column_act"),
]
