"""What other programs may read: regions in force, active branches, published figures."""

from django.conf import settings
from django_filters.rest_framework import CharFilter, FilterSet
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers

from portal.ground.dates import today
from portal.ground.interface import ReadOnlyList, described, helped
from portal.ground.models import Region

from .models import Branch, FigureRow, QuarterReport


class RegionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Region
        fields = ["code", "name", "level", "township_type"]
        extra_kwargs = helped(
            code="行政区划代码：省 2 位、市 4 位、县 6 位、乡 9 位、村 12 位", name="名称", level="级别",
            township_type="乡级类型，其他级别为空",
        )  # fmt: skip


class BranchSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="organisation.public_id", help_text="公开编号")
    name = serializers.CharField(source="organisation.name", help_text="名称")
    region = serializers.CharField(source="organisation.region_code", help_text="行政区划代码")

    class Meta:
        model = Branch
        fields = ["id", "name", "kind", "formation", "region", "approved_on", "filed_on", "term_ends_on"]
        extra_kwargs = helped(
            kind="类别", formation="组建方式", approved_on="批复日期，没有记录时为空", filed_on="备案日期，自这一天起计入覆盖",
            term_ends_on="届满日期，即任期最后一天；没有记录时为空",
        )  # fmt: skip


class FigureSerializer(serializers.ModelSerializer):
    quarter = serializers.CharField(source="quarter_report.quarter", help_text="季度，如 2026Q3")
    version = serializers.IntegerField(source="quarter_report.version", help_text="版本，更正一次加一")
    region = serializers.CharField(source="row_code", help_text="地区代码，或汇总区的代码")
    N = serializers.IntegerField(source="total", allow_null=True, help_text="分母；只计个数的指标为空")

    class Meta:
        model = FigureRow
        fields = ["quarter", "version", "indicator", "region", "n", "N", "ratio", "target", "gap", "change", "value"]
        extra_kwargs = helped(
            indicator="指标编号，口径见网站“指标口径”", n="分子；情况全部不明时为空", ratio="比率，0 到 1，未取整；分母为零时为空",
            target="目标，0 到 1；没有目标时为空", gap="离目标还差几个，不为负；没有目标时为空",
            change="与上季比率之差，0.01 即 1 个百分点；没有上季时为空",
            value="量出来的数，如入会审核用时的天数，这时 n 为空、N 为量了几件；其他指标为空",
        )  # fmt: skip


class RegionFilter(FilterSet):
    within = CharFilter(field_name="code", lookup_expr="startswith", label="上级代码，只要它自己和它下面的")
    level = CharFilter(label="级别，如 county")

    class Meta:
        model = Region
        fields = ["within", "level"]


class BranchFilter(FilterSet):
    within = CharFilter(
        field_name="organisation__region_code", lookup_expr="startswith", label="地区代码，只要这里和它下面的"
    )
    kind = CharFilter(label="类别，如 enterprise")

    class Meta:
        model = Branch
        fields = ["within", "kind"]


class FigureFilter(FilterSet):
    quarter = CharFilter(field_name="quarter_report__quarter", label="季度，如 2026Q3")
    indicator = CharFilter(label="指标编号，如 C4b")
    region = CharFilter(field_name="row_code", label="地区代码，如 5201")

    class Meta:
        model = FigureRow
        fields = ["quarter", "indicator", "region"]


@extend_schema_view(get=described(
    RegionSerializer, "行政区划", "今天有效的行政区划，按代码排列。",
    {"code": "520102", "name": "南明区", "level": "county", "township_type": ""},
))  # fmt: skip
class RegionList(ReadOnlyList):
    """今天有效的行政区划。"""

    serializer_class = RegionSerializer
    filterset_class = RegionFilter

    def get_queryset(self):
        return Region.objects.on(today()).order_by("code")


@extend_schema_view(get=described(
    BranchSerializer, "基层组织", "今天存续的基层组织，只含可公开的内容。",
    {"id": "kR3xVb0Lm2Qa", "name": "某公司科协", "kind": "enterprise", "formation": "standalone",
     "region": "520102", "approved_on": "2024-01-10", "filed_on": "2024-03-01", "term_ends_on": "2029-02-28"},
))  # fmt: skip
class BranchList(ReadOnlyList):
    """今天存续的基层组织，只含可公开的内容。"""

    serializer_class = BranchSerializer
    filterset_class = BranchFilter

    def get_queryset(self):
        return Branch.objects.on(today()).select_related("organisation").order_by("pk")


@extend_schema_view(get=described(
    FigureSerializer, "指标", "已签发季度的指标，每季取最新版本；市科协不公开区（市、县）数字时只有全市。",
    {"quarter": "2026Q3", "version": 1, "indicator": "C4b", "region": "5201", "n": 412, "N": 500,
     "ratio": "0.824000000000000000", "target": None, "gap": None, "change": "0.012000000000000000", "value": None},
))  # fmt: skip
class FigureList(ReadOnlyList):
    """已签发季度的指标，每季取最新版本；市科协不公开区（市、县）数字时只有全市。"""

    serializer_class = FigureSerializer
    filterset_class = FigureFilter

    def get_queryset(self):
        newest = QuarterReport.objects.filter(state="published").order_by("city_code", "quarter", "-version")
        figures = FigureRow.objects.filter(quarter_report__in=newest.distinct("city_code", "quarter").values("pk"))
        if not settings.PORTAL_SHOW_COUNTIES:
            figures = figures.filter(row_code=settings.PORTAL_CITY)
        return figures.select_related("quarter_report").order_by("pk")
