package org.flyte.actions;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.flyte.platform.testkit.ArchitectureRules;
import org.flyte.platform.testkit.StructureRules;

@AnalyzeClasses(packages = "org.flyte.actions", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests COMMON = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchTests STRUCTURE = ArchTests.in(StructureRules.class);

    @ArchTest
    static final ArchRule RULES_ARE_PURE = ArchitectureRules.pure(
            "org.flyte.actions.child.ChildState",
            "org.flyte.actions.rpc.EnqueueRequestParser",
            "org.flyte.actions.rpc.IdentifierParser");
}
