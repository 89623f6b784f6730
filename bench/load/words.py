"""Words for customers and needs, so that search and lists meet text like a machine builder's."""

import random

CITIES = [
    "苏州", "无锡", "宁波", "杭州", "东莞", "佛山", "重庆", "成都", "武汉", "长沙", "青岛", "合肥", "西安", "常州",
]  # fmt: skip
NAMES = [
    "恒岳", "瑞达", "鼎新", "明泰", "华科", "博众", "锐驰", "天工", "远景", "凯盛", "三合", "永昌", "启明", "海川",
]  # fmt: skip
TRADES = ["精密机械", "汽车零部件", "电机", "新能源", "电子", "压缩机", "轴承", "液压", "家电", "医疗器械"]
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


def need(chosen: random.Random) -> tuple[str, str, str]:
    """(title, need, solution) of a lead."""
    part, plant = chosen.choice(PARTS), chosen.choice(PLANTS)
    return f"{part}{plant}", chosen.choice(NEEDS), f"{plant}，两班制，{chosen.randint(6, 24)} 个工位"
