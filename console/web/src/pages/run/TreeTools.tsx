import { param, setParams } from "../../app/location";
import { ActionPhase } from "../../gen/flyteidl2/common/phase_pb";
import { ACTION_TYPES } from "../../model/names";
import { phaseKey, phaseOfKey, phaseWord, SHOWN_PHASES } from "../../model/phase";
import type { TreeSession } from "../../tree/session";
import { NO_FILTER, type TreeFilter } from "../../tree/store";
import { Icon } from "../../ui/icons";
import { Counts } from "../../ui/phases";

/** The filter that the address holds. */
export function filterOf(): TreeFilter {
  const only = new Set(param("only").split(","));
  const filter = {
    text: param("name"),
    phases: param("in").split(",").filter(Boolean).map(phaseOfKey),
    type: Math.max(0, ACTION_TYPES.indexOf(param("type") as never)),
    cached: only.has("cached"),
    retried: only.has("retried"),
  };
  const empty =
    filter.text === "" && filter.phases.length === 0 && filter.type === 0 && !filter.cached && !filter.retried;
  return empty ? NO_FILTER : filter;
}

/** Filters of the tree, and what opens, closes and widens it. */
export function TreeTools({ session }: { session: TreeSession }) {
  const totals = session.window.value?.totals ?? [];
  const chosen = param("in");
  const wide = param("view") === "wide";
  return (
    <div class="tree-tools">
      <span class="search">
        <Icon name="search" />
        <input
          type="search"
          data-search
          aria-label="Name of an action"
          placeholder="Name"
          defaultValue={param("name")}
          onInput={(event) => setParams({ name: event.currentTarget.value.trim() })}
        />
      </span>
      <select aria-label="Phase" value={chosen} onChange={(event) => setParams({ in: event.currentTarget.value })}>
        <option value="">All phases</option>
        <option value="failed,timed-out">
          Failures ({(totals[ActionPhase.FAILED] ?? 0) + (totals[ActionPhase.TIMED_OUT] ?? 0)})
        </option>
        {SHOWN_PHASES.filter((phase) => (totals[phase] ?? 0) > 0 || phaseKey(phase) === chosen).map((phase) => (
          <option key={phase} value={phaseKey(phase)}>
            {phaseWord(phase)} ({totals[phase] ?? 0})
          </option>
        ))}
      </select>
      <select
        aria-label="Kind"
        value={param("type")}
        onChange={(event) => setParams({ type: event.currentTarget.value })}
      >
        <option value="">All kinds</option>
        <option value="task">Tasks</option>
        <option value="trace">Traces</option>
        <option value="condition">Conditions</option>
      </select>
      <select
        aria-label="Only"
        value={param("only")}
        onChange={(event) => setParams({ only: event.currentTarget.value })}
      >
        <option value="">Any</option>
        <option value="cached">Cached</option>
        <option value="retried">Retried</option>
      </select>
      <button
        class="icon-button"
        type="button"
        aria-label="Open all"
        title="Open all"
        onClick={() => session.expandAll(true)}
      >
        <Icon name="down" />
      </button>
      <button
        class="icon-button"
        type="button"
        aria-label="Close all"
        title="Close all"
        onClick={() => session.expandAll(false)}
      >
        <Icon name="chevron" />
      </button>
      {param("zoom") !== "" && (
        <button class="button small" type="button" onClick={() => setParams({ zoom: "" })}>
          All time
        </button>
      )}
      <button
        class="icon-button"
        type="button"
        aria-pressed={wide}
        aria-label="Timeline over the whole width"
        title="Timeline over the whole width"
        onClick={() => setParams({ view: wide ? "" : "wide" })}
      >
        <Icon name="expand" />
      </button>
    </div>
  );
}

const STATES: Record<string, string> = {
  connecting: "Connecting…",
  reconnecting: "Connection lost, trying again…",
  paused: "Paused while hidden",
  failed: "Not followed",
};

/** How many actions there are, and whether the page still follows them. */
export function TreeFoot({ session }: { session: TreeSession }) {
  const { state, problem } = session.state.value;
  const window = session.window.value;
  const filtered = filterOf() !== NO_FILTER;
  return (
    <div class="tree-foot" role="status">
      {window && (
        <span class="number">
          {window.size.toLocaleString("en")} {window.size === 1 ? "action" : "actions"}
          {filtered ? `, ${window.length.toLocaleString("en")} rows shown` : ""}
          {window.complete ? "" : ", more are coming"}
        </span>
      )}
      {window && <Counts counts={window.totals} />}
      <span class="grow" />
      {STATES[state] && (
        <span title={problem?.detail}>{problem && state === "failed" ? problem.title : STATES[state]}</span>
      )}
    </div>
  );
}
