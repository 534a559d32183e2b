"""Addresses of the dashboard's own views; the lists and row pages are the admin's."""

from django.urls import URLPattern, path

from reelpress.dashboard.views import account, home, job, live, media, post, publication, scene, storyboard, video

app_name = "dashboard"
urlpatterns: list[URLPattern] = [
    path("", home.page, name="home"),
    path("queue/<str:name>/pause/", home.pause, name="queue-pause"),
    path("queue/<str:name>/resume/", home.resume, name="queue-resume"),
    path("media/<path:file>", media.serve, name="media"),
    path("jobs/live/", live.job_list, name="jobs-live"),
    path("jobs/clean/", job.clean, name="jobs-clean"),
    path("jobs/job/<int:pk>/live/", job.live, name="job-live"),
    path("jobs/job/<int:pk>/retry/", job.retry, name="job-retry"),
    path("jobs/job/<int:pk>/cancel/", job.cancel, name="job-cancel"),
    path("jobs/job/<int:pk>/forget/", job.forget, name="job-forget"),
    path("content/post/<int:pk>/make-video/", post.make_video, name="post-make-video"),
    path("content/post/<int:pk>/publish/", post.publish, name="post-publish"),
    path("video/video/<int:pk>/again/", video.again, name="video-again"),
    path("video/video/<int:pk>/publish/", video.publish, name="video-publish"),
    path("content/post/<int:pk>/storyboard/", storyboard.of_post, name="post-storyboard"),
    path("video/video/<int:pk>/storyboard/", storyboard.page, name="storyboard"),
    path("video/video/<int:pk>/storyboard/change/", storyboard.change, name="storyboard-change"),
    path("video/video/<int:pk>/storyboard/start/", storyboard.start, name="storyboard-start"),
    path("video/video/<int:pk>/storyboard/make/", storyboard.make, name="storyboard-make"),
    path("video/video/<int:pk>/storyboard/scene/<int:index>/still/", scene.still, name="storyboard-still"),
    path("video/video/<int:pk>/storyboard/scene/<int:index>/typed/", scene.typed, name="storyboard-typed"),
    path("video/video/<int:pk>/storyboard/scene/<int:index>/play/", scene.play, name="storyboard-play"),
    path("video/video/<int:pk>/storyboard/progress/<int:job>/", scene.progress, name="storyboard-progress"),
    path("video/video/<int:pk>/storyboard/clip/<int:job>/", scene.clip, name="storyboard-clip"),
    path("publishing/publication/<int:pk>/retry/", publication.retry, name="publication-retry"),
    path("publishing/publication/<int:pk>/confirm/", publication.confirm, name="publication-confirm"),
    path("publishing/account/connect/", account.connect, name="account-connect"),
    path("publishing/account/<int:pk>/token/", account.replace_token, name="account-token"),
    path("publishing/account/<int:pk>/check/", account.check, name="account-check"),
    path("publishing/account/<int:pk>/remove/", account.remove, name="account-remove"),
]
