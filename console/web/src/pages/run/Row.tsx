import { Component } from "preact";
import { CatalogCacheStatus } from "../../gen/flyteidl2/core/catalog_pb";
import { ACTION_TYPES } from "../../model/names";
import { phaseKey, phaseWord } from "../../model/phase";
import type { TreeRow } from "../../tree/store";
import { Span } from "../../ui/basics";
import { Icon, PhaseIcon } from "../../ui/icons";
import { Counts } from "../../ui/phases";
import { laneOf, type TimeScale } from "./timeline";

interface RowProps {
  readonly row: TreeRow;
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly scale: TimeScale;
  readonly onSelect: (row: TreeRow) => void;
  readonly onTwist: (row: TreeRow) => void;
}

/** A row is drawn again only when something of it has changed. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { row, index, top, selected, scale } = this.props;
    return (
      next.row !== row ||
      next.index !== index ||
      next.top !== top ||
      next.selected !== selected ||
      next.scale.start !== scale.start ||
      next.scale.end !== scale.end
    );
  }

  render() {
    return <RowView {...this.props} />;
  }
}

function RowView({ row, index, top, selected, scale, onSelect, onTwist }: RowProps) {
  const key = phaseKey(row.phase);
  return (
    <div
      id={`row-${index}`}
      class={row.matches ? "tree-row" : "tree-row faint"}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-expanded={row.children > 0 ? row.expanded : undefined}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(row)}
    >
      <div class="tree-name" role="gridcell" style={{ "--depth": Math.min(row.depth, 24) }}>
        {row.children > 0 ? (
          <button
            type="button"
            class={row.expanded ? "twist open" : "twist"}
            tabIndex={-1}
            aria-label={row.expanded ? `Close ${row.label}` : `Open ${row.label}`}
            onClick={(event) => {
              event.stopPropagation();
              onTwist(row);
            }}
          >
            <Icon name="chevron" />
          </button>
        ) : (
          <span class="twist" />
        )}
        <span class={`phase-${key}`} title={phaseWord(row.phase)}>
          {row.isGroup ? <Icon name="folder" /> : <PhaseIcon phase={key} />}
          <span class="hidden-label">{phaseWord(row.phase)}</span>
        </span>
        <span class="label" title={row.isGroup ? row.label : `${row.label}\n${row.id}`}>
          {row.label}
        </span>
        {row.type > 1 && <span class="kind">{ACTION_TYPES[row.type]}</span>}
        {row.attempts > 1 && <span class="count">{row.attempts}×</span>}
        {row.cache === CatalogCacheStatus.CACHE_HIT && <span class="count">cached</span>}
        {row.children > 0 && !row.expanded && <Counts counts={row.counts} />}
      </div>
      <div class="tree-dur" role="gridcell">
        <Span start={row.start} end={row.end} phase={row.phase} />
      </div>
      <div class="lane" role="gridcell" aria-hidden="true">
        <Lane row={row} scale={scale} phase={key} />
      </div>
    </div>
  );
}

/** One bar. It is drawn by two properties, so that no canvas is needed for what is in view. */
function Lane({ row, scale, phase }: { row: TreeRow; scale: TimeScale; phase: string }) {
  const bar = laneOf(row, scale);
  if (!bar) return null;
  return (
    <span
      class={`bar bar-${phase}${row.isGroup ? " group" : ""}`}
      style={{ left: `${bar.left * 100}%`, width: `max(3px, ${bar.width * 100}%)` }}
    />
  );
}
