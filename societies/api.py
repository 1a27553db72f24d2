"""What other programs may ask of societies: who they are, is somebody a member, my own record, a society's roster."""

from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django_filters.rest_framework import CharFilter, FilterSet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from members.askable import unit_of
from members.marks import marks_of
from members.models import Membership, MembershipPeriod
from members.standing import standing_of
from portal.ground.dates import local_day, today
from portal.ground.interface import Civil, PortalSession, ReadOnlyList, described, helped
from portal.ground.templatetags.urls import masked

from . import actions, reports
from .keys import HasKey, KeyAuthentication
from .models import Society

UNSIGNED = {401: "没有登录"}
KEYLESS = {401: "没有带接口密钥，或者密钥不对、已停用、已过期", 404: "密钥不属于这个学会，或没有这一页"}


class SocietySerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="organisation.name", help_text="名称")
    members = serializers.SerializerMethodField(help_text="今天在册的会员数，个人和单位合计")
    is_open = serializers.BooleanField(source="organisation.admission.is_open", help_text="是否接受网上入会申请")

    class Meta:
        model = Society
        fields = ["code", "name", "short_name", "field", "disciplines", "founded_on", "members", "is_open"]
        extra_kwargs = helped(
            code="学会代码，也是会员号的开头", short_name="简称，没有时为空", field="学科门类", disciplines="学科",
            founded_on="成立日期，没有记录时为空",
        )  # fmt: skip

    def get_members(self, society) -> int:
        return reports.kept_headcounts(on=today()).get(society.pk, 0)


class SocietyFilter(FilterSet):
    field = CharFilter(label="学科门类，如 science")
    discipline = CharFilter(
        field_name="disciplines", lookup_expr="contains", method="of_discipline", label="学科，如 应用数学"
    )

    class Meta:
        model = Society
        fields = ["field", "discipline"]

    def of_discipline(self, queryset, name, value):
        return queryset.filter(disciplines__contains=[value])


@extend_schema_view(get=described(
    SocietySerializer, "学会", "今天存续的学会、协会、研究会，按代码排列。",
    {"code": "A06", "name": "某市物理学会", "short_name": "物理学会", "field": "science", "disciplines": ["物理学"],
     "founded_on": "1986-05-12", "members": 268, "is_open": True},
))  # fmt: skip
class SocietyList(ReadOnlyList):
    """今天存续的学会。"""

    serializer_class = SocietySerializer
    filterset_class = SocietyFilter

    def get_queryset(self):
        return Society.objects.on(today()).select_related("organisation__admission").order_by("code")


class Question(serializers.Serializer):
    """要核验的会籍。"""

    society = serializers.CharField(max_length=3, help_text="学会代码")
    number = serializers.CharField(max_length=40, help_text="会员登记号，或原会员号")
    name = serializers.CharField(max_length=60, help_text="会员的姓名或单位名称，须完全一致")


class Answer(serializers.Serializer):
    """核验结果：姓名不对与号码不对，回答一样。"""

    is_member = serializers.BooleanField(help_text="今天是否在册；号码与姓名对不上时为否")
    member_class = serializers.CharField(allow_null=True, help_text="会员类别；对不上时为空")
    valid_until = serializers.DateField(allow_null=True, help_text="有效期至（含当天）；长期有效或对不上时为空")


@extend_schema_view(get=described(
    Answer, "会员核验", "凭会员号和姓名核验会籍。两项都对才回答类别和有效期，因此查不出别人的姓名和会籍。",
    {"is_member": True, "member_class": "普通会员", "valid_until": "2029-12-14"}, parameters=[Question], is_list=False,
))  # fmt: skip
class MembershipCheck(Civil, generics.GenericAPIView):
    """凭会员号和姓名核验会籍。"""

    serializer_class = Answer

    def get(self, request):
        asked = Question(data=request.query_params)
        asked.is_valid(raise_exception=True)
        claimed = asked.validated_data
        found = Membership.objects.numbered(claimed["number"]).filter(organisation__society__code=claimed["society"])
        for membership in found.select_related("person", "unit", "member_organisation"):
            standing = standing_of(membership, on=today())
            if standing.period and str(membership.subject) == claimed["name"]:
                return Response(Answer(_told(standing)).data)
        return Response(Answer({"is_member": False, "member_class": None, "valid_until": None}).data)


def _told(standing):
    return {
        "is_member": standing.is_member, "member_class": standing.period.member_class.name,
        "valid_until": standing.last_day,
    }  # fmt: skip


class MembershipSerializer(serializers.Serializer):
    """本人的一个会籍。"""

    society = serializers.CharField(source="membership.organisation.name", help_text="学会")
    number = serializers.CharField(source="membership.number", help_text="会员登记号")
    member_class = serializers.CharField(source="member_class.name", help_text="会员类别")
    start_on = serializers.DateField(help_text="这一期从哪天起")
    valid_until = serializers.DateField(
        source="last_day", allow_null=True, help_text="有效期至（含当天）；长期有效时为空"
    )


class RecordSerializer(serializers.Serializer):
    """本人资料。"""

    name = serializers.CharField(help_text="姓名")
    phone = serializers.SerializerMethodField(help_text="手机号，中间四位不显示")
    unit = serializers.SerializerMethodField(help_text="工作单位，没有填写时为空")
    marks = serializers.SerializerMethodField(help_text="已有的标识，如“手机已核验”")
    memberships = serializers.SerializerMethodField(help_text="今天在册的会籍")

    def get_phone(self, person) -> str:
        return masked(person.phone)

    def get_unit(self, person) -> str:
        return unit_of(person) or ""

    def get_marks(self, person) -> list[str]:
        return [str(mark.label) for mark in marks_of(person) if mark.given_at]

    def get_memberships(self, person) -> MembershipSerializer(many=True):
        periods = MembershipPeriod.objects.on(today()).filter(membership__person=person)
        rows = periods.select_related("membership__organisation", "member_class").order_by("membership__number")
        return MembershipSerializer(rows, many=True).data


@extend_schema_view(get=described(
    RecordSerializer, "本人资料", "登录的人自己的资料和会籍。",
    {"name": "田春兰", "phone": "139****1234", "unit": "某航空零部件公司", "marks": ["手机已核验"],
     "memberships": [{"society": "某市物理学会", "number": "A060010012M", "member_class": "普通会员",
                      "start_on": "2024-12-15", "valid_until": "2029-12-14"}]},
    refusals=UNSIGNED, is_list=False,
))  # fmt: skip
class MyRecord(Civil, generics.RetrieveAPIView):
    """登录的人自己的资料和会籍。"""

    authentication_classes = [PortalSession]
    permission_classes = [IsAuthenticated]
    serializer_class = RecordSerializer

    def get_object(self):
        return self.request.user


class RosterSerializer(serializers.Serializer):
    """某一天在册的一位会员。"""

    number = serializers.CharField(source="membership.number", help_text="会员登记号")
    former_number = serializers.CharField(source="membership.former_number", help_text="原会员号，没有时为空")
    name = serializers.CharField(source="membership.subject", help_text="姓名，或单位名称")
    unit = serializers.SerializerMethodField(help_text="个人会员的工作单位，没有时为空")
    phone = serializers.SerializerMethodField(help_text="手机号；密钥没有获准提供完整手机号时中间四位不显示")
    member_class = serializers.CharField(source="member_class.name", help_text="会员类别")
    admitted_on = serializers.SerializerMethodField(help_text="入会日期")
    valid_until = serializers.DateField(
        source="last_day", allow_null=True, help_text="有效期至（含当天）；长期有效时为空"
    )

    def get_unit(self, period) -> str:
        person = period.membership.person
        return (unit_of(person) or "") if person else ""

    def get_phone(self, period) -> str:
        person = period.membership.person
        phone = person.phone if person else ""
        return phone if self.context["request"].auth.shows_phones else masked(phone)

    def get_admitted_on(self, period) -> serializers.DateField():
        return local_day(period.membership.admitted_at)


@extend_schema_view(get=described(
    RosterSerializer, "学会名册", "某一天在册的会员，供学会自己的系统读取，按会员号排列。每次读取都有记录。",
    {"number": "A060010012M", "former_number": "", "name": "田春兰", "unit": "某航空零部件公司", "phone": "139****1234",
     "member_class": "普通会员", "admitted_on": "2018-12-15", "valid_until": "2029-12-14"},
    parameters=[
        OpenApiParameter("code", str, "path", description="学会代码", examples=[OpenApiExample("示例", value="A06")]),
        OpenApiParameter("day", {"type": "string", "format": "date"}, description="哪一天在册，缺省为今天"),
    ],
    refusals=KEYLESS,
))  # fmt: skip
class Roster(ReadOnlyList):
    """某一天在册的会员，供学会自己的系统读取。"""

    authentication_classes = [KeyAuthentication]
    permission_classes = [HasKey]
    serializer_class = RosterSerializer
    filter_backends = []

    def get_queryset(self):
        periods = MembershipPeriod.objects.on(self._day()).filter(membership__organisation=self.request.auth.society_id)
        related = ("membership__person__unit", "membership__unit", "membership__member_organisation", "member_class")
        return periods.select_related(*related).order_by("membership__number", "pk")

    def list(self, request, code):
        if request.auth.society.code != code:
            raise Http404
        answer = super().list(request)
        page = request.query_params.get(Roster.pagination_class.page_query_param, "1")
        actions.note_reading(request.auth, rows=len(answer.data["results"]), page=page, day=self._day())
        return answer

    def _day(self):
        text = self.request.query_params.get("day")
        try:
            day = parse_date(text) if text is not None else today()
        except ValueError:
            day = None
        if day is None:
            raise ValidationError({"day": [_("日期应写成 2026-09-30 这样。")]})
        return day
