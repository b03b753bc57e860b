package org.flyte.actions;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.flyte.platform.testkit.ArchitectureRules;

@AnalyzeClasses(packages = "org.flyte.actions", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule RULES_ARE_PURE = ArchitectureRules.pure(
            "org.flyte.actions.enqueue.rule.EnqueueRules",
            "org.flyte.actions.signal.rule.SignalRules",
            "org.flyte.actions.id.Identifiers",
            "org.flyte.actions.watch.rule.StreamView",
            "org.flyte.actions.watch.rule.PhaseOrder",
            "org.flyte.actions.watch.rule.ChildStates",
            "org.flyte.actions.watch.rule.ChildState");
}
