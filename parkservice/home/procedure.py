"""The operating procedure itself: 59 duties in its own words, as the wall would show them.

The Chinese text is the procedure's own, its misprints put right; the English says the same. The id is the contract:
the duty lists of the apps and the marks of the tests carry it.
"""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Clause:
    """One numbered line of the procedure."""

    id: str
    number: str
    zh: str
    en: str

    @property
    def text(self) -> str:
        """The line in the active language."""
        return self.en if get_language() == "en" else self.zh


PARTS = {
    "A": _("Receiving visits and complaints"),
    "L": _("Polite language"),
    "M": _("Customer-service manager"),
    "D": _("Front-desk clerk"),
    "O": _("Property officer"),
    "P": _("Department manager"),
}

_LINES = {
    ("A", "1."): [
        ("接待来访投诉工作主要由管理员负责。", "Receiving visits and complaints is mainly the officer's job."),
        (
            "任何管理人员在遇到业主来访投诉时，都应给予热情接待，主动询问，耐心、细致地做好解释工作；"
            "当租户有不理解管理规章制度时，要晓文以理，动之以情，让租户理解并支持管理处的工作。",
            "Any member of staff who meets a complainant receives them warmly, asks, and explains with patience; "
            "where a tenant does not understand a rule, explain it by reason and feeling until they understand and "
            "support it.",
        ),
        (
            "对租户投诉、来访中谈到的问题，接待人员应及时进行记录，并尽快进行调查、核实，然后将处理结果汇报园区办"
            "责任部门和经理；不能解决的，要将问题和意见向有关部门和经理汇报，由经理决定处理办法。",
            "Record at once what is complained of or raised, investigate and verify quickly, report the result to the "
            "park office's responsible department and the manager; what cannot be solved goes with problem and opinion "
            "to the departments concerned and the manager, who decides.",
        ),
        (
            "当租户主动前来提合理化建议时，要详细、认真地做好记录，并及时向经理汇报，由经理决定采取或制定整改计划。",
            "Record suggestions in detail and report them to the manager in time, who decides to adopt them or to draw "
            "up a rectification plan.",
        ),
        (
            "在处理来访、投诉时，要热诚、主动、及时，要坚持原则，突出服务；不得推诿责任，处理完毕后应将结果回复"
            "业主和园区办经理。",
            "Be warm, active and prompt; hold to principle; no passing the buck; when done, reply the result to the "
            "owner and to the park-office manager.",
        ),
        (
            "全体管理人员要认真负责，做好本职工作，为租户提供满意的服务，尽量减少租户的投诉、批评。",
            "All staff work conscientiously, to give tenants satisfactory service and to reduce complaints.",
        ),
    ],
    ("L", "1b."): [
        (
            "「您好」「请」「对不起」「谢谢」「先生」「女士」「小姐」「没关系」「不客气」「打扰了」。",
            "The courtesy words: hello, please, sorry, thank you, Mr, Ms, never mind, you are welcome, excuse me.",
        ),
        ("与人交谈先说「您好」。", "Begin every conversation with a greeting."),
        (
            "要求对方时应先说「请」，结束问话时说「谢谢」，失误时一定说「对不起」。",
            "Ask with “please”, end a question with “thank you”, always say sorry for a fault.",
        ),
        ("给对方添麻烦时说「对不起」。", "Say sorry when you cause trouble."),
        (
            "对本公司领导在每天第一次见面称「您早」，前面加上「×××经理」或「×××主任」。",
            "The first time each day that you meet a leader, say good morning with title and name.",
        ),
    ],
    ("M", "2."): [
        ("严格遵守本公司的《职业规范》和各项管理规章制度。", "Comply with the professional code and all rules."),
        ("全面负责本部门的工作。", "Be fully responsible for the department's work."),
        (
            "负责本部门的工作安排，对本部门员工的工作进行监督、检查、考核。",
            "Assign the work; supervise, inspect and assess the staff.",
        ),
        ("协调与相关部门的工作联系。", "Coordinate with other departments."),
        ("按时拟定工作计划和总结。", "Draw up work plans and summaries on time."),
        ("定期召开工作例会。", "Hold regular work meetings."),
        (
            "完成总经理及公司其它领导交给的其它工作。",
            "Complete other tasks from the general manager and company leaders.",
        ),
        ("负责策划、组织、总结社区活动。", "Plan, organise and sum up community activities."),
        ("接待客户来访。", "Receive visiting clients."),
        (
            "负责检查各管理员的日常工作，并对管理员的工作给予具体指导。",
            "Check every officer's daily work and guide it.",
        ),
        (
            "负责督促和检查各管理员的收费工作，统计全区收欠费情况。",
            "Supervise and check each officer's collection; keep statistics of paid and owed for the whole park.",
        ),
        ("对日常工作中难以解决的问题，及时汇报部门经理。", "Report problems that are hard to solve in time."),
    ],
    ("D", "3."): [
        ("严格遵守公司的《职业规范》和各项管理规章制度。", "Comply with the professional code and all rules."),
        (
            "为业主办理入住手续、机动车辆出入证、巴士通及加密频道申请，并解答业主提出的有关问题。",
            "Move-in formalities, motor-vehicle passes, bus pass and encrypted channel applications; answer questions.",
        ),
        (
            "为客户办理装修手续，为装修人员办理临时出入证，向客户发放《装修管理规定》，同时解答有关装修问题，"
            "请维修服务人员对装修申请进行审批，并办理装修结束后的退款事宜。",
            "Decoration: formalities, temporary passes for the workers, handing out the decoration rules, answers, "
            "approval by maintenance, refund after completion.",
        ),
        (
            "代客户办理电话初装手续及各种电话服务项目。",
            "First telephone installation and telephone services for clients.",
        ),
        ("为客户办理养犬证、暂住证。", "Dog licences and temporary residence permits for clients."),
        (
            "代客户订阅报刊和杂志，同时负责报刊和杂志及信件的接受和分发。",
            "Subscribe to newspapers and magazines for clients; receive and distribute papers and letters.",
        ),
        (
            "为客户代办房屋出租、出售及为发展商的空置房办理出租。",
            "Let and sell premises for clients; let the developer's vacant units.",
        ),
        ("负责对客通知的印刷、分发和存档。", "Print, distribute and file notices to clients."),
        ("应客户要求，按照有关规定，为客户开具相关证明。", "Issue certificates at a client's request, by the rules."),
        ("按规定认真完成每日工作记录。", "Complete the daily work record."),
        (
            "随时解答客户提出的各种问题及咨询，遇问题及时向部门经理汇报。",
            "Answer clients' questions at any time; report problems to the manager in time.",
        ),
        ("完成部门经理及公司领导交予的其他工作。", "Complete other tasks from the manager and company leaders."),
    ],
    ("O", "4."): [
        ("严格遵守公司的《职业规范》和各项管理规章制度。", "Comply with the professional code and all rules."),
        ("每月按时收取电话费。", "Collect the telephone fee every month, on time."),
        ("每月月末做现金日记帐月结。", "Close the cash journal at each month's end."),
        (
            "每季按时收取水电、热水、燃气、有线电视和管理费等各项费用。",
            "Collect water and electricity, hot water, gas, cable TV, management and other fees every quarter.",
        ),
        ("每年按时收取供暖费。", "Collect the heating fee every year."),
        ("按时核对现金、业主费用等各项帐簿。", "Reconcile cash, owners' fees and the other books on time."),
        ("每日按规定将现金上缴财务。", "Hand in the cash to finance every day."),
        (
            "每日下班前检查保险柜的安全性并对保险柜进行乱码。",
            "Before leaving each day, check the safe and scramble its dial.",
        ),
        (
            "规范接听电话，作好日工作记录并通知相关人员进行处理。",
            "Answer the telephone properly; keep the day's record; tell those who must act.",
        ),
        ("办理出门条。", "Issue exit slips."),
        (
            "接受客户投诉、听取住户意见和建议，及时向相关部门反映。",
            "Take complaints, opinions and suggestions and pass them on in time.",
        ),
        (
            "及时了解小区住户变化情况，并与相关部门沟通信息。",
            "Know of changes among residents in time and tell the departments.",
        ),
        (
            "协助作好户籍管理和外籍人口登记工作。",
            "Help with household registration and the registration of foreign persons.",
        ),
        (
            "督促养犬客户及时办理养犬证。完成部门经理及公司领导临时交予的其他工作。",
            "Urge dog owners to get a licence. Complete other tasks from the manager and company leaders.",
        ),
    ],
    ("P", "5."): [
        (
            "在本项目正、副经理领导及物业服务值班室的监督下，按本项目物业服务管理方案、程序，对本项目的各项服务过程"
            "承担工作管理责任。",
            "Led by the project manager and deputy and supervised by the service duty room, manage the service process "
            "by plan and procedure.",
        ),
        (
            "承担对客服值班室、客户服务职工（楼宇管理员）的在岗工作管理责任；负责编制本部门服务工作计划，"
            "组织在岗职工服务专业培训，并对客户服务职工做出工作质量评价。",
            "Manage duty room and officers at their posts; draw up the service work plan, organise training, evaluate "
            "the quality of work.",
        ),
        (
            "受理服务质量投诉，核对投诉事实，提出投诉处理意见，获得项目（副）经理批准后，按公司"
            "《物业投诉处理工作程序》解决投诉问题。",
            "Accept service-quality complaints, verify the facts, propose the handling, get the project (deputy) "
            "manager's approval, then settle by the complaint procedure.",
        ),
        (
            "负责对本项目公共区域内的各项设施、服务岗位进行巡检，并做巡检记录。",
            "Inspect public facilities and service posts; keep inspection records.",
        ),
        (
            "负责物业值班室的工作环境、服务记录、工作日志进行质量巡检，对所发现的问题按公司和项目《职工处罚条例》"
            "规定做出处罚决定并将决定在项目部门内做公示。",
            "Inspect the duty room's environment, service records and work log; decide penalties by the staff penalty "
            "rules and publish them within the project department.",
        ),
        (
            "利用工作便利征求业户意见，及时形成改进，提高服务质量，达到客户满意，承担本项目的服务质量责任。",
            "Use every occasion to ask for clients' opinions, turn them into improvements, and satisfy the client.",
        ),
        (
            "利用工作巡检之时监督客户服务各岗职工与业户的沟通方法是否正确、有效，并随时对其做出指导培训。",
            "During inspection watch how staff talk with clients, and coach at once.",
        ),
        (
            "督促客户服务或楼宇管理员完成物业管理费的及时收缴工作，完成公司所下达的项目物业服务费的收缴工作。",
            "See to the timely collection of management fees; meet the company's target.",
        ),
        (
            "对客户服务部门所有职工的工作质量进行业绩考核，形成考核评定，报本项目经理。",
            "Appraise every member of staff and report the result to the project manager.",
        ),
        ("完成项目（副）经理下达的其他工作。", "Complete other tasks from the project (deputy) manager."),
    ],
}

CLAUSES: tuple[Clause, ...] = tuple(
    Clause(f"{part}{place}", f"{chapter}{place}", zh, en)
    for (part, chapter), lines in _LINES.items()
    for place, (zh, en) in enumerate(lines, start=1)
)
BY_ID = {clause.id: clause for clause in CLAUSES}
