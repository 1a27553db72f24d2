"""What other programs may read: regions in force, active branches, published figures."""

from django.conf import settings
from django_filters.rest_framework import CharFilter, DjangoFilterBackend, FilterSet
from rest_framework import generics, serializers

from portal.ground.dates import today
from portal.ground.models import Region

from .models import Branch, FigureRow, QuarterReport


class RegionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Region
        fields = ["code", "name", "level", "township_type"]


class BranchSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="organisation.public_id", help_text="公开编号")
    name = serializers.CharField(source="organisation.name", help_text="名称")
    region = serializers.CharField(source="organisation.region_code", help_text="行政区划代码")

    class Meta:
        model = Branch
        fields = ["id", "name", "kind", "formation", "region", "approved_on", "filed_on", "term_ends_on"]


class FigureSerializer(serializers.ModelSerializer):
    quarter = serializers.CharField(source="quarter_report.quarter", help_text="季度，如 2026Q3")
    version = serializers.IntegerField(source="quarter_report.version", help_text="版本")
    region = serializers.CharField(source="row_code", help_text="地区代码")
    N = serializers.IntegerField(source="total", allow_null=True, help_text="分母")

    class Meta:
        model = FigureRow
        fields = ["quarter", "version", "indicator", "region", "n", "N", "ratio", "target", "gap", "change"]


class RegionFilter(FilterSet):
    within = CharFilter(field_name="code", lookup_expr="startswith", label="上级代码")
    level = CharFilter(label="级别")

    class Meta:
        model = Region
        fields = ["within", "level"]


class BranchFilter(FilterSet):
    within = CharFilter(field_name="organisation__region_code", lookup_expr="startswith", label="地区代码")
    kind = CharFilter(label="类别")

    class Meta:
        model = Branch
        fields = ["within", "kind"]


class FigureFilter(FilterSet):
    quarter = CharFilter(field_name="quarter_report__quarter", label="季度")
    indicator = CharFilter(label="指标")
    region = CharFilter(field_name="row_code", label="地区代码")

    class Meta:
        model = FigureRow
        fields = ["quarter", "indicator", "region"]


class RegionList(generics.ListAPIView):
    """今天有效的行政区划。"""

    serializer_class = RegionSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = RegionFilter

    def get_queryset(self):
        return Region.objects.on(today()).order_by("code")


class BranchList(generics.ListAPIView):
    """今天存续的基层组织，只含可公开的内容。"""

    serializer_class = BranchSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = BranchFilter

    def get_queryset(self):
        return Branch.objects.on(today()).select_related("organisation").order_by("pk")


class FigureList(generics.ListAPIView):
    """已签发季度的指标，每季取最新版本；市科协不公开区（市、县）数字时只有全市。"""

    serializer_class = FigureSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = FigureFilter

    def get_queryset(self):
        newest = QuarterReport.objects.filter(state="published").order_by("city_code", "quarter", "-version")
        figures = FigureRow.objects.filter(quarter_report__in=newest.distinct("city_code", "quarter").values("pk"))
        if not settings.PORTAL_SHOW_COUNTIES:
            figures = figures.filter(row_code=settings.PORTAL_CITY)
        return figures.select_related("quarter_report").order_by("pk")
