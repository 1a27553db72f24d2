"""Societies' addresses: the public's, one's own, the desk's."""

from django.urls import path

from .views import admission, applications, desk, figures, invitations, joining, page_desk, papers, public, roster

urlpatterns = [
    path("societies/", public.society_directory, name="society_directory"),
    path("societies/<str:code>/", public.society_page, name="society_page"),
    path("societies/<str:code>/share.png", public.share_picture, name="share_picture"),
    path("i/<str:public_id>/", invitations.invitation, name="invitation"),
    path("check/<str:public_id>/", papers.check_paper, name="check_paper"),
    path("papers/members/<str:public_id>/", papers.member_papers, name="member_papers"),
    path("papers/members/<str:public_id>/<str:kind>.<str:form>", papers.member_paper, name="member_paper"),
    path("papers/applications/<str:public_id>.pdf", papers.application_form, name="application_form"),
    path("societies/<str:code>/join/", joining.society_join, name="society_join"),
    path("me/told-by/", applications.choose_channels, name="choose_channels"),
    path("me/applications/<str:public_id>/", applications.my_application, name="my_application"),
    path("me/applications/<str:public_id>/<str:act>/", applications.my_application_act, name="my_application_act"),
    path("desk/applications/", desk.application_list, name="all_applications"),
    path("desk/applications/<str:public_id>/", desk.application_detail, name="application_detail"),
    path("desk/applications/<str:public_id>/<str:act>/", desk.application_act, name="application_act"),
    path("desk/members/", desk.member_list, name="all_members"),
    path("desk/societies/<str:code>/applications/", desk.application_list, name="application_list"),
    path("desk/societies/<str:code>/admit/", desk.admit_batch, name="admit_batch"),
    path("desk/societies/<str:code>/members/", desk.member_list, name="member_list"),
    path("desk/societies/<str:code>/page/", page_desk.page_versions, name="page_versions"),
    path("desk/societies/<str:code>/page/edit/", page_desk.page_edit, name="page_edit"),
    path("desk/societies/<str:code>/page/contacts/", page_desk.contacts_edit, name="contacts_edit"),
    path("desk/societies/<str:code>/page/<int:number>/", page_desk.page_version, name="page_version"),
    path("desk/societies/<str:code>/page/<int:number>/<str:act>/", page_desk.page_act, name="page_act"),
    path("desk/societies/<str:code>/admission/", admission.society_admission, name="society_admission"),
    path("desk/societies/<str:code>/admission/edit/", admission.admission_form, name="admission_form"),
    path("desk/societies/<str:code>/classes/new/", admission.member_class_form, name="member_class_new"),
    path("desk/societies/<str:code>/classes/<str:class_code>/", admission.member_class_form, name="member_class_form"),
    path("desk/societies/<str:code>/steps/", admission.society_steps_form, name="society_steps_form"),
    path("desk/societies/<str:code>/roster/", roster.roster_takeover, name="roster_takeover"),
    path("desk/societies/<str:code>/figures/", figures.admission_figures, name="admission_figures"),
    path("desk/admission-figures/", figures.admission_figures, name="all_admission_figures"),
    path("desk/societies/<str:code>/invitations/", invitations.invitation_list, name="invitation_list"),
    path(
        "desk/societies/<str:code>/invitations/<str:public_id>/<str:name>",
        invitations.invitation_paper,
        name="invitation_paper",
    ),
]
