"""The addresses of the bare project."""

from rest_framework.routers import SimpleRouter

from bench.bare import views

router = SimpleRouter()
router.register("small", views.Small)
router.register("large", views.Large)
urlpatterns = router.urls
