"""A ModelViewSet for each table, as the DRF tutorial writes it; pages by cursor, which is DRF's cheapest paging."""

from rest_framework.pagination import CursorPagination
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ModelViewSet

from bench.bare.models import LargeList, SmallList


class Newest(CursorPagination):
    page_size = 50
    ordering = ("-created_at", "-id")


class SmallSerializer(ModelSerializer):
    class Meta:
        model = SmallList
        fields = "__all__"


class LargeSerializer(ModelSerializer):
    class Meta:
        model = LargeList
        fields = "__all__"


class Small(ModelViewSet):
    queryset = SmallList.objects.all()
    serializer_class = SmallSerializer
    pagination_class = Newest


class Large(ModelViewSet):
    queryset = LargeList.objects.all()
    serializer_class = LargeSerializer
    pagination_class = Newest
