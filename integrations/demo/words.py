"""Names and texts of the demo; invented, and in the language its users would write."""

FIRST = {"code": "yuanlan", "name": "远澜智能装备股份有限公司", "prefix": ""}
SECOND = {"code": "jiangtong", "name": "江桐仪器有限公司", "prefix": "b-"}

# One person per role named by its code; more people beside them in the first company.
ROLE_NAMES = {
    "ar": "林知远", "sr": "周牧", "fr": "何以宁", "sales_manager": "秦越", "finance": "许曼", "credit": "苏衡",
    "legal": "程一诺", "planner": "陶然", "service": "白露", "executive": "沈怀瑾", "admin": "顾南舟",
}  # fmt: skip
SECOND_NAMES = {
    "ar": "叶明", "sr": "卢川", "fr": "方屿", "sales_manager": "裴青", "finance": "温雅", "credit": "石磊",
    "legal": "宋词", "planner": "丁宁", "service": "米然", "executive": "钟岳", "admin": "江海",
}  # fmt: skip
MORE_PEOPLE = [
    ("xujiashu", "许嘉树", "ar"), ("gunanzhou2", "顾言", "ar"), ("luyao", "陆遥", "ar"),
    ("tangqi", "唐启", "sr"), ("wenzhou", "闻舟", "sr"), ("jiangche", "江澈", "fr"), ("shenmo", "沈默", "fr"),
    ("fuyuqing", "傅雨晴", "finance"),
]  # fmt: skip

CUSTOMERS = [
    ("苏州恒岳精密机械有限公司", "汽车零部件", "江苏"), ("无锡锐驰传动科技有限公司", "传动部件", "江苏"),
    ("常州启明动力有限公司", "新能源电驱", "江苏"), ("浙江澄江轴承股份有限公司", "轴承", "浙江"),
    ("南通海工重装集团有限公司", "海工装备", "江苏"), ("昆山晟辉精密压铸有限公司", "压铸", "江苏"),
    ("扬州恒远客车制造有限公司", "客车", "江苏"), ("嘉兴光临光伏科技有限公司", "光伏", "浙江"),
    ("泰州沃恩医药股份有限公司", "医药", "江苏"), ("湖州长兴电源有限公司", "动力电池", "浙江"),
    ("镇江明泽航材有限公司", "航空材料", "江苏"), ("绍兴越纺机械有限公司", "纺织机械", "浙江"),
    ("宁波甬科精铸股份有限公司", "精密铸造", "浙江"), ("盐城东帆风电设备有限公司", "风电", "江苏"),
    ("重庆渝帆动力有限公司", "发动机", "重庆"), ("武汉楚衡汽车部件有限公司", "汽车零部件", "湖北"),
    ("合肥晶穹半导体有限公司", "半导体", "安徽"), ("上海浦澜医疗器械有限公司", "医疗器械", "上海"),
    ("青岛海岳重工有限公司", "工程机械", "山东"), ("成都锦川航空制造有限公司", "航空制造", "四川"),
    ("佛山南粤家电股份有限公司", "家电", "广东"), ("东莞智联电子有限公司", "消费电子", "广东"),
    ("西安秦原电气有限公司", "电气设备", "陕西"), ("天津津泰制药有限公司", "医药", "天津"),
]  # fmt: skip
NEEDS = [
    "柔性装配线", "电机定子柔性装配线", "减速器装配 MES", "车间智能物流", "AGV 调度系统", "压铸岛自动去毛刺",
    "总装线数字化改造", "组件车间立体库", "洁净区无人搬运", "PACK 线追溯系统", "复材铺放单元", "远程运维平台",
    "熔炼能耗管理", "叶片模具搬运", "在线检测单元", "五轴加工单元", "焊装工作站", "涂装线改造", "点检机器人",
    "立体仓库扩建",
]  # fmt: skip
# code, name, unit, list price without tax, cost, delivered
PRODUCTS = [
    ("FA-2100", "柔性装配单元", "套", 680_000, 430_000, True),
    ("FA-3200", "五轴加工单元", "台", 920_000, 610_000, True),
    ("AGV-500", "潜伏式 AGV", "台", 86_000, 54_000, True),
    ("DB-180", "自动去毛刺工作站", "套", 310_000, 196_000, True),
    ("AS-24", "立体库货架与堆垛机", "巷道", 540_000, 372_000, True),
    ("QC-60", "在线检测单元", "套", 245_000, 150_000, True),
    ("MES-LIC", "MES 软件许可", "点", 12_000, 1_500, False), ("SRV-Y", "年度远程运维", "年", 60_000, 21_000, False),
]  # fmt: skip
# clause, wording, who judges it, verdict, comment
DEVIATIONS = [
    ("5.1", "买方按 30%–40%–30% 分三期付款：签约后付 30%，发货后付 40%，验收后付 30%。",
     "finance", "接受，账期在信用期内"),
    ("8.3", "质保期为验收合格之日起 18 个月，易损件除外。", "fr", "接受，关键件供应商同步延保"),
    ("11.2", "逾期交付的，每逾期一日按逾期部分价款的 0.1% 支付违约金，累计不超过合同总价的 8%。",
     "legal", "上限 8% 可接受"),
]  # fmt: skip
INVALID = ["客户没有采购计划，仅为比价", "联系方式无效，公司已注销", "需求不在产品范围"]
SURNAMES = "陆程蒋钱汪骆单尤高顾郭孟邵章卞花柏曹严贺"
FUNCTIONS = [
    ("production", "生产副总", "decides"), ("technical", "技术部长", "technical"), ("purchasing", "采购经理", "buys"),
    ("finance", "财务总监", "budget"), ("equipment", "设备部长", "uses"),
]  # fmt: skip
# Of the first customer more people are known: name, function, job, part in the decision, attitude, influence, superior.
ORGANISATION = [
    ("华董", "management", "董事长", "decides", 0, 5, ""), ("高总", "management", "总经理", "decides", 2, 5, "华董"),
    ("尤总监", "finance", "财务总监", "budget", -2, 4, "高总"),
    ("骆部长", "equipment", "设备部长", "uses", 1, 4, "高总"),
    ("闵工", "technology", "工艺主管", "technical", 2, 3, "骆部长"),
    ("时工", "it", "信息化主管", "influences", None, 2, "高总"),
    ("单经理", "purchasing", "采购经理", "buys", 0, 3, "尤总监"),
    ("甄主任", "production", "车间主任", "uses", 1, 2, "骆部长"),
    ("卞主管", "finance", "资金主管", "budget", 0, 2, "尤总监"),
    ("容律师", "legal", "外聘律师", "influences", None, 1, ""),
]  # fmt: skip
INFLUENCE = [("闵工", "高总", "大学同学"), ("尤总监", "华董", "随董事长创业"), ("甄主任", "骆部长", "老搭档")]
SOURCES = [
    "technical_exchange", "exhibition", "headquarters_visit", "tender_notice", "reference_site", "campaign",
    "executive_meeting", "partner", "web_form",
]  # fmt: skip
QUESTIONS = ["今年有没有列预算？", "谁来定方案？", "什么时候必须投产？"]
EVIDENCE = ["已列入年度技改计划，见会议纪要", "技术部给出节拍与精度要求", "采购部确认供应商短名单"]
INSIGHT = {
    "market": "行业产能利用率回升，技改需求集中在下半年",
    "customer": "客户在扩二期，产线瓶颈在装配工位",
    "product": "方案处于成长期，已有 6 个同类样板",
    "competition": "两家竞争对手报价接近，交期是我方优势",
}
RISKS = ["关键进口件交期 14 周", "现场土建与设备进场衔接紧", "节拍指标需现场验证"]
LOSSES = ["价格", "项目取消", "付款条件"]
RIVALS = ["华锐自动化", "德川机电", "中科智造"]
LESSONS = "前期把节拍指标写进技术协议，验收没有争议；进口件应在 ATC 前锁定交期。"

QUESTION = "没有写合同号，是哪个项目的款？"
PARKED = "等客户对账后再核销"
