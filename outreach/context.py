"""The desk's menu."""


def desk_menu(request):
    return {}
