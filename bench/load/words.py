"""Words for customers and needs, so that search and lists meet text like a machine builder's."""

import random

CITIES = [
    "苏州", "无锡", "宁波", "杭州", "东莞", "佛山", "重庆", "成都", "武汉", "长沙", "青岛", "合肥", "西安", "常州",
]  # fmt: skip
NAMES = [
    "恒岳", "瑞达", "鼎新", "明泰", "华科", "博众", "锐驰", "天工", "远景", "凯盛", "三合", "永昌", "启明", "海川",
]  # fmt: skip
TRADES = ["精密机械", "汽车零部件", "电机", "新能源", "电子", "压缩机", "轴承", "液压", "家电", "医疗器械"]
# What companies like to be called by; two of them make a name of one's own.
OWN = (
    "恒岳瑞达鼎新明泰华科博众锐驰天工远景凯盛三合永昌启海川金鑫盈嘉宏伟立诚信德润隆兴旺顺安康祥瑞和顺通亿佳美优凡卓越创联合众力拓展"
    "腾飞翔龙虎凤麟鹏云峰山江河湖东方南北中正大光辉煌星辰宇航宙国民生源泉水木火土石玉珠宝银铜铁钢强健行知智慧文武双全百千万年世纪先锋领"
)
FORMS = ["有限公司", "股份有限公司"]
PARTS = ["电机定子", "减速箱", "电池模组", "压缩机", "转向器", "水泵", "座椅骨架", "车灯", "线束", "变速箱"]
PLANTS = [
    "柔性装配线",
    "自动检测站",
    "激光焊接工作站",
    "上下料机器人",
    "涂胶单元",
    "视觉分选机",
    "数字化车间",
]
NEEDS = [
    "节拍 42 秒，换型不超过 10 分钟",
    "一次合格率达到 99.5%",
    "替换人工工位，年内回本",
    "与 MES 对接，追溯到单件",
]


def customer_name(n: int) -> str:
    """A company's name; the serial keeps it unique."""
    chosen = random.Random(n)
    return f"{chosen.choice(CITIES)}{chosen.choice(NAMES)}{chosen.choice(TRADES)}{n}有限公司"


def company_name(chosen: random.Random) -> str:
    """A company's name as registers have it: town, two characters of its own, trade, form."""
    own = "".join(chosen.choice(OWN) for _n in range(2))
    return f"{chosen.choice(CITIES)}{own}{chosen.choice(TRADES)}{chosen.choice(FORMS)}"


def misspelt(name: str, chosen: random.Random) -> str:
    """The name in another company form, half of them with one of its own characters mistaken."""
    bare = name.removesuffix("股份有限公司").removesuffix("有限公司")
    if chosen.random() < 0.5:
        bare = bare[:3] + chosen.choice(OWN) + bare[4:]
    return bare + chosen.choice(FORMS)


def need(chosen: random.Random) -> tuple[str, str, str]:
    """(title, need, solution) of a lead."""
    part, plant = chosen.choice(PARTS), chosen.choice(PLANTS)
    return f"{part}{plant}", chosen.choice(NEEDS), f"{plant}，两班制，{chosen.randint(6, 24)} 个工位"
