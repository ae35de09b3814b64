"""The first rules of a park with plain-language explanations; the operator replaces them with its own."""

#: (code, name, English name, [(article, English, explanation, English explanation)])
RULES: list[tuple[str, str, str, list[tuple[str, str, str, str]]]] = [
    (
        "GZ-01",
        "管理规约",
        "Management covenant",
        [
            (
                "公共通道、楼梯间和消防通道不得堆放货物、停放车辆。",
                "No goods or vehicles may stand in corridors, staircases or fire lanes.",
                "通道要让人跑得出去、消防车进得来。临时装卸请用装卸区，最多停 30 分钟。",
                "People must get out, the fire engine in. To load, please use the loading bay, 30 minutes at most.",
            ),
            (
                "每日 22:00 至次日 07:00 不进行产生噪声的装卸和施工。",
                "No loading and no works that make noise from 22:00 to 07:00.",
                "宿舍区有人休息。确需夜间作业，请提前一天到前台登记，我们会通知邻近住户。",
                "People sleep in the dormitory. If night work can't be avoided, tell the front desk a day before.",
            ),
            (
                "生活垃圾投放到各栋垃圾房，工业废料由产生单位自行清运。",
                "Household waste goes to the waste room of each building; producers remove their industrial waste.",
                "垃圾房每日 07:00 和 18:00 清运两次。工业废料混入会被环保部门处罚。",
                "Waste rooms are emptied at 07:00 and 18:00. Mixed-in industrial waste is fined by the authority.",
            ),
        ],
    ),
    (
        "GZ-02",
        "装修管理规定",
        "Decoration rules",
        [
            (
                "装修须先申请，经审批并取得施工许可证后方可施工。",
                "Decoration starts only after the application is approved and the permit is issued.",
                "先审图是为了不伤结构和消防。一般 5 个工作日内答复。",
                "We check the drawings for structure and fire protection, usually within 5 working days.",
            ),
            (
                "不得改动承重结构、消防设施和燃气管道。",
                "Load-bearing structure, fire systems and gas pipes may not be touched.",
                "这几样关系全楼安全，法律也不允许。需要调整布局，维修部可以帮您看图出主意。",
                "The whole building depends on them and the law forbids it. Maintenance gladly looks at your plans.",
            ),
        ],
    ),
    (
        "GZ-03",
        "停车与车辆管理规定",
        "Parking and vehicle rules",
        [
            (
                "机动车凭出入证停放在登记的车位；访客车辆停放访客区。",
                "Vehicles with a pass stand on their registered space; visitors use the visitors' area.",
                "一车一位，占了别人的位，别人就回不来。访客停车两小时内免费。",
                "One car, one space. Visitors park free for two hours.",
            ),
            (
                "园区内限速 15 公里，货车按指定路线行驶。",
                "The speed limit is 15 km/h; lorries keep to the marked route.",
                "园区里有步行上下班的员工，慢一点，大家都安全。",
                "Many people walk to work here. Slow is safe for everyone.",
            ),
        ],
    ),
    (
        "GZ-04",
        "收费公示与缴费规定",
        "Fees and payment rules",
        [
            (
                "水电费按表计量，单价按公示价执行，不加价。",
                "Water and power are metered and charged at the published price without mark-up.",
                "每期账单写明上次、本次读数和倍率，您可以到前台对表。",
                "Each bill shows both readings and the multiplier; come to the desk and compare with the meter.",
            ),
            (
                "对账单有疑问的，可在到期日前提出异议，复核期间不计违约金。",
                "Question a bill before its due date; no late fee runs while it is checked.",
                "我们先复核再收，查清楚了再告诉您结果。",
                "We check first and tell you the result before anything is collected.",
            ),
        ],
    ),
]
