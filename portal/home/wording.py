"""Words found however they are spelt: full-width, spaced out, with invisible signs between, traditional, in capitals.

`read` makes the plain reading of a text and remembers where each of its characters came from, so that what was found
can be replaced in the text as it was typed.
"""

import re
import unicodedata
from dataclasses import dataclass

# The traditional characters met most in what people type; a wider table would change words that are meant.
TRADITIONAL = str.maketrans(
    "萬與專業東絲兩嚴喪個豐臨為麗舉義烏樂習鄉書買亂爭於虧雲亞產親億僅從倉儀們價眾優會傘偉傳傷倫偽體傭債傾"
    "儲兒黨蘭關興養獸內岡冊寫軍農馮衝決況凍淨涼減湊鳳憑凱擊鑿創刪別剝劇勸辦務動勵勁勞勢區醫華協單賣盧衛卻"
    "廠廳歷壓厭縣參雙發變敘葉號嘆嚇嗎聽啟吳員嗚響啞嘩團園國圖圓聖場壞塊堅壇墳壯聲殼壺處備復夠頭誇奪奮獎婦"
    "媽孫學寧寶實審憲賓對尋導將爾塵嘗層屬歲島嶺幣師帳帶幫幹庫應廟廢開異棄張彈強歸錄徹徑戀懇惡惱懷態憐戲戰"
    "戶擴掃揚擾撫拋搶護報擔擇掛擋擠揮損換據擁攔擺攝敵數齋斷無舊時曠曬曉暫術機殺雜權條來楊極構槍櫃標棧樹樣"
    "橋檢歡歐殘毀氣漢湯沒溝滅淚潔測濟濃渦潤漲漸漁滲灣濕滿濾滾燈靈災爐點煉爛煙煩燒熱愛爺牽犧狀猶獨獄獵獻環"
    "現瑪瓊電畫暢療瘋盜盤監蓋睜礦碼磚確禮禍禪離種積稱穩窮竊競筆築簡籃類糧緊紅約級紀純紗納紙紛線練組細織終"
    "經結給絕統綱網維綠編緣縮總繼續罵罰羅職聯聰腦脫臉藝節蘇蘋藥蟲蠟補襲裝見觀規視覺觸計訂認討讓訓議記講許論"
    "設訪證評識詐訴診詞試詩話該詳語誤說請諸讀課調談謀謊謝謠謹譜貝負財責賢敗貨質販貪貧購貫賊賭賤貼貴貸費賀資"
    "賽贈贏趕跡車軌轉輪軟輕載較輔輛輸轟辭邊達遷過運還這進遠違連遲適選遺鄧鄭鄰釋針鈔鋼錢鐵銀銷鎖錯鍋鎮鏡長門"
    "閃閉問間聞闖閱隊陽陰陣階際陸陳險隨隱難雞霧靜韓頁頂項順須預領頻題顏願顧風飛飯飲飾館餓馬駕驅騎騙騷驗驚魚"
    "鮮鳥鳴鴨麥黃齊齒龍龜臺灣裡",
    "万与专业东丝两严丧个丰临为丽举义乌乐习乡书买乱争于亏云亚产亲亿仅从仓仪们价众优会伞伟传伤伦伪体佣债倾"
    "储儿党兰关兴养兽内冈册写军农冯冲决况冻净凉减凑凤凭凯击凿创删别剥剧劝办务动励劲劳势区医华协单卖卢卫却"
    "厂厅历压厌县参双发变叙叶号叹吓吗听启吴员呜响哑哗团园国图圆圣场坏块坚坛坟壮声壳壶处备复够头夸夺奋奖妇"
    "妈孙学宁宝实审宪宾对寻导将尔尘尝层属岁岛岭币师帐带帮干库应庙废开异弃张弹强归录彻径恋恳恶恼怀态怜戏战"
    "户扩扫扬扰抚抛抢护报担择挂挡挤挥损换据拥拦摆摄敌数斋断无旧时旷晒晓暂术机杀杂权条来杨极构枪柜标栈树样"
    "桥检欢欧残毁气汉汤没沟灭泪洁测济浓涡润涨渐渔渗湾湿满滤滚灯灵灾炉点炼烂烟烦烧热爱爷牵牺状犹独狱猎献环"
    "现玛琼电画畅疗疯盗盘监盖睁矿码砖确礼祸禅离种积称稳穷窃竞笔筑简篮类粮紧红约级纪纯纱纳纸纷线练组细织终"
    "经结给绝统纲网维绿编缘缩总继续骂罚罗职联聪脑脱脸艺节苏苹药虫蜡补袭装见观规视觉触计订认讨让训议记讲许论"
    "设访证评识诈诉诊词试诗话该详语误说请诸读课调谈谋谎谢谣谨谱贝负财责贤败货质贩贪贫购贯贼赌贱贴贵贷费贺资"
    "赛赠赢赶迹车轨转轮软轻载较辅辆输轰辞边达迁过运还这进远违连迟适选遗邓郑邻释针钞钢钱铁银销锁错锅镇镜长门"
    "闪闭问间闻闯阅队阳阴阵阶际陆陈险随隐难鸡雾静韩页顶项顺须预领频题颜愿顾风飞饭饮饰馆饿马驾驱骑骗骚验惊鱼"
    "鲜鸟鸣鸭麦黄齐齿龙龟台湾里",
)
FILLERS = frozenset("*·•・_-~^|`'\"+=#@&.")
LETTERS = re.compile(r"[a-z0-9]")
LINK = re.compile(
    r"(?:https?:)?//|www\.|[a-z0-9-]{2,}\.(?:com|cn|net|org|cc|top|xyz|vip|info|me|io|app|shop|site)(?![a-z0-9])"
)


@dataclass(frozen=True)
class Reading:
    """A text as it is read, and where each character stands in the text as typed."""

    plain: str
    places: tuple

    def find(self, word):
        """(from, to) of each place in the typed text where the plain word stands; Latin words only as whole words."""
        at = self.plain.find(word)
        while word and at >= 0:
            end = at + len(word)
            if self._is_whole(at, end):
                yield self.places[at], self.places[end - 1] + 1
            at = self.plain.find(word, end)

    def _is_whole(self, at, end):
        before, after = self.plain[at - 1 : at], self.plain[end : end + 1]
        runs_on = LETTERS.match(self.plain[at]) and LETTERS.match(before or " ")
        return not runs_on and not (LETTERS.match(self.plain[end - 1]) and LETTERS.match(after or " "))


def read(text):
    """The plain reading: compatibility forms and traditional characters made plain, small letters, nothing between."""
    signs = []
    for place, character in enumerate(text):
        for sign in unicodedata.normalize("NFKC", character).translate(TRADITIONAL).casefold():
            if unicodedata.category(sign) not in {"Cf", "Cc", "Mn", "Me"} or sign.isspace():
                signs.append((sign, place))
    kept = [
        (sign, place)
        for index, (sign, place) in enumerate(signs)
        if not _only_keeps_apart(signs, index)
    ]  # fmt: skip
    return Reading("".join(sign for sign, _place in kept), tuple(place for _sign, place in kept))


def _only_keeps_apart(signs, index):
    """Is it a space or filler that stands between characters of one word, and not between Latin words?"""
    sign = signs[index][0]
    if not sign.isspace() and sign not in FILLERS:
        return False
    before, after = _word_at(signs, index, -1), _word_at(signs, index, 1)
    if not before or not after:
        return True
    is_latin = LETTERS.match(before) and LETTERS.match(after)
    return not is_latin or (len(before) == 1 and len(after) == 1)


def _word_at(signs, index, step):
    """The run of letters nearest on one side, past other spaces and fillers; a Chinese character is a run of one."""
    index += step
    while 0 <= index < len(signs) and (signs[index][0].isspace() or signs[index][0] in FILLERS):
        index += step
    run = ""
    while 0 <= index < len(signs) and LETTERS.match(signs[index][0]):
        run, index = run + signs[index][0], index + step
    return run or (signs[index][0] if 0 <= index < len(signs) else "")


def plain(text):
    """A text's plain reading alone."""
    return read(text).plain


def has_link(text):
    """Does it lead anywhere else?"""
    return bool(LINK.search(unicodedata.normalize("NFKC", text).casefold()))


def replaced(text, spans):
    """The text with each (from, to, replacement) put in; what overlaps an earlier one is left."""
    parts, at = [], 0
    for start, end, replacement in sorted(spans):
        if start >= at:
            parts += [text[at:start], replacement]
            at = end
    return "".join(parts) + text[at:]
