import type { Schedule, TriggerAutomationSpec } from "../gen/flyteidl2/task/common_pb";
import { FixedRateUnit, TriggerAutomationSpecType } from "../gen/flyteidl2/task/common_pb";

const UNITS: Record<number, string> = {
  [FixedRateUnit.MINUTE]: "minute",
  [FixedRateUnit.HOUR]: "hour",
  [FixedRateUnit.DAY]: "day",
};

const NAMED: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** When a trigger starts runs, in words. */
export function describeAutomation(spec: TriggerAutomationSpec | undefined): string {
  if (spec?.automation.case === "artifact") return `For each new version of ${spec.automation.value.artifactName}`;
  if (spec?.automation.case === "schedule") return describeSchedule(spec.automation.value);
  return spec?.type === TriggerAutomationSpecType.TYPE_NONE ? "Only when it is started" : "Unknown";
}

export function describeSchedule({ expression }: Schedule): string {
  switch (expression.case) {
    case "rate": {
      const { value, unit } = expression.value;
      const word = UNITS[unit] ?? "unit";
      return value === 1 ? `Every ${word}` : `Every ${value} ${word}s`;
    }
    case "cron":
      return `${describeCron(expression.value.expression)}, ${expression.value.timezone || "UTC"}`;
    case "cronExpression":
      return `${describeCron(expression.value)}, UTC`;
    default:
      return "No schedule";
  }
}

/** The usual expressions in words; others as they are. */
export function describeCron(text: string): string {
  const fields = (NAMED[text.trim()] ?? text).trim().split(/\s+/);
  if (fields.length !== 5) return text;
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const isNumber = (field: string) => /^\d+$/.test(field);
  const anyDay = day === "*" && month === "*" && weekday === "*";
  const every = /^\*\/(\d+)$/;
  if (anyDay && hour === "*") {
    if (minute === "*") return "Every minute";
    const step = every.exec(minute);
    if (step) return `Every ${step[1]} minutes`;
    if (isNumber(minute)) return minute === "0" ? "Every hour" : `Every hour, ${minute} minutes past`;
  }
  const step = every.exec(hour);
  if (anyDay && step && isNumber(minute)) return `Every ${step[1]} hours at ${minute.padStart(2, "0")} past`;
  if (!isNumber(minute) || !isNumber(hour)) return text;
  const at = `at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (anyDay) return `Every day ${at}`;
  if (day === "*" && month === "*") {
    if (weekday === "1-5" || /^mon-fri$/i.test(weekday)) return `Monday to Friday ${at}`;
    const name = isNumber(weekday)
      ? DAYS[Number(weekday) % 7]
      : DAYS.find((one) => one.slice(0, 3).toLowerCase() === weekday.toLowerCase());
    return name ? `Every ${name} ${at}` : text;
  }
  if (weekday === "*" && isNumber(day)) {
    if (month === "*") return `On day ${day} of each month ${at}`;
    const name = isNumber(month) ? MONTHS[Number(month) - 1] : undefined;
    if (name) return `Each year on ${day} ${name} ${at}`;
  }
  return text;
}
