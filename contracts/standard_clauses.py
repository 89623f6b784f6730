"""The clause library a new tenant starts with: rows are copied into each tenant and edited there (decision 9)."""

from contracts.states import ClauseCategory as Category
from contracts.states import ClauseOwner as Owner
from contracts.states import Risk

# code, category, risk when changed, owner of the opinion, title zh, title en, text zh, text en
STANDARD = (
    (
        "5.1", Category.PAYMENT_PACE, Risk.MEDIUM, Owner.FINANCE, "付款节奏", "Payment pace",
        "买方按 30%–40%–20%–10% 分四期付款：签约后付 30%，发货前付 40%，验收后付 20%，质保期满后付 10%。",
        "The buyer pays in four instalments: 30% on signing, 40% before shipment, 20% on acceptance and 10% at the "
        "end of the warranty.",
    ),
    (
        "5.2", Category.PAYMENT_METHOD, Risk.MEDIUM, Owner.FINANCE, "付款方式", "Payment method",
        "买方以银行电汇付款；使用银行承兑汇票须经卖方书面同意，期限不超过六个月。",
        "The buyer pays by bank wire; bank acceptance bills need the seller's written consent and run six months at "
        "most.",
    ),
    (
        "6.1", Category.ACCEPTANCE, Risk.MEDIUM, Owner.DELIVERY, "交期", "Lead time",
        "卖方在收到预付款后 90 天内发货；买方变更要求的，交期相应顺延。",
        "The seller ships within 90 days of receiving the advance; changes asked for by the buyer extend this.",
    ),
    (
        "7.1", Category.ACCEPTANCE, Risk.MEDIUM, Owner.DELIVERY, "验收", "Acceptance",
        "买方应在安装调试完成后 15 天内按技术协议验收；逾期未验收且未书面提出异议的，视为验收合格。",
        "The buyer accepts within 15 days of commissioning by the technical agreement; silence after that counts as "
        "acceptance.",
    ),
    (
        "8.3", Category.WARRANTY, Risk.MEDIUM, Owner.DELIVERY, "质保期", "Warranty period",
        "质保期为验收合格之日起 12 个月，易损件除外。",
        "The warranty runs 12 months from acceptance and excludes wearing parts.",
    ),
    (
        "9.1", Category.IP, Risk.MEDIUM, Owner.LEGAL, "知识产权", "Intellectual property",
        "合同设备及软件的知识产权归卖方所有，买方获得为自身生产使用的非独占许可。",
        "Rights in equipment and software stay with the seller; the buyer gets a non-exclusive licence for its own "
        "production.",
    ),
    (
        "10.1", Category.CONFIDENTIALITY, Risk.LOW, Owner.LEGAL, "保密", "Confidentiality",
        "双方对在履约中获知的对方商业秘密保密，期限为合同终止后三年。",
        "Each party keeps the other's trade secrets for three years after the contract ends.",
    ),
    (
        "11.1", Category.LIABILITY_CAP, Risk.HIGH, Owner.LEGAL, "责任上限", "Liability cap",
        "卖方的全部赔偿责任以合同总价为限，不承担间接损失和预期利润损失。",
        "The seller's liability is limited to the contract amount; indirect loss and loss of profit are excluded.",
    ),
    (
        "11.2", Category.PENALTY, Risk.HIGH, Owner.LEGAL, "违约责任", "Penalties for delay",
        "逾期交付的，每逾期一日按逾期部分价款的 0.05% 支付违约金，累计不超过合同总价的 5%。",
        "For each day of delay the seller pays 0.05% of the price of the delayed part, 5% of the contract amount at "
        "most.",
    ),
    (
        "12.1", Category.FORCE_MAJEURE, Risk.LOW, Owner.LEGAL, "不可抗力", "Force majeure",
        "遭遇不可抗力的一方应在 7 天内通知对方并提供证明，履行期限相应顺延。",
        "A party hit by force majeure gives notice and proof within 7 days; time for performance is extended.",
    ),
    (
        "14.1", Category.LAW_FORUM, Risk.LOW, Owner.LEGAL, "争议管辖", "Law and forum",
        "本合同适用中华人民共和国法律，争议由卖方所在地有管辖权的人民法院管辖。",
        "The law of the People's Republic of China applies; the courts at the seller's seat decide disputes.",
    ),
)  # fmt: skip
