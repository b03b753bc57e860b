package org.flyte.runs.watch.rule;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.console.ActionColumns;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.rule.ActionProjection;

/** Writes actions as columns, in which each text that actions share stands once. */
public final class TreeColumns {
    private final ActionColumns.Builder columns = ActionColumns.newBuilder();
    private final Map<String, Integer> texts = new LinkedHashMap<>();

    private TreeColumns() {
        index("");
    }

    public static ActionColumns of(List<ShownAction> actions) {
        TreeColumns written = new TreeColumns();
        actions.forEach(action -> written.add(action.row()));
        return written.columns.addAllTexts(written.texts.keySet()).build();
    }

    private void add(ActionRow row) {
        columns.addNames(row.name())
                .addParents(index(row.parent()))
                .addGroups(index(row.kind().group()))
                .addLabels(index(new ActionProjection(row).label()))
                .addTypes(row.kind().type())
                .addPhases(row.phaseNumber())
                .addAttempts(row.attempts())
                .addCacheStatuses(row.progress().cacheStatus())
                .addStartedAtMs(row.timing().createdAt().toEpochMilli())
                .addEndedAtMs(endedAt(row));
    }

    private static double endedAt(ActionRow row) {
        Instant endedAt = row.timing().endedAt();
        if (endedAt != null) {
            return endedAt.toEpochMilli();
        }
        Long duration = row.timing().durationMs();
        return duration != null && row.hasEnded()
                ? row.timing().createdAt().toEpochMilli() + (double) duration
                : Double.NaN;
    }

    private int index(String text) {
        Integer known = texts.putIfAbsent(text == null ? "" : text, texts.size());
        return known == null ? texts.size() - 1 : known;
    }
}
