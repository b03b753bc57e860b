package org.flyte.console;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.flyte.platform.testkit.ArchitectureRules;
import org.flyte.platform.testkit.StructureRules;

@AnalyzeClasses(packages = "org.flyte.console", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchTests STRUCTURE = ArchTests.in(StructureRules.class);
}
