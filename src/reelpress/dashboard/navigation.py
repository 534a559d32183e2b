"""Who sees which link of the side bar. Knows only permissions."""

from django.http import HttpRequest


def may_see_job(request: HttpRequest) -> bool:
    return request.user.has_perm("jobs.view_job")


def may_see_post(request: HttpRequest) -> bool:
    return request.user.has_perm("content.view_post")


def may_see_video(request: HttpRequest) -> bool:
    return request.user.has_perm("video.view_video")


def may_see_pronunciation(request: HttpRequest) -> bool:
    return request.user.has_perm("video.view_pronunciation")


def may_see_template(request: HttpRequest) -> bool:
    return request.user.has_perm("video.view_template")


def may_see_publication(request: HttpRequest) -> bool:
    return request.user.has_perm("publishing.view_publication")


def may_see_account(request: HttpRequest) -> bool:
    return request.user.has_perm("publishing.view_account")


def may_see_user(request: HttpRequest) -> bool:
    return request.user.has_perm("auth.view_user")


def may_see_group(request: HttpRequest) -> bool:
    return request.user.has_perm("auth.view_group")
