package org.flyte.devbox;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.flyte.platform.testkit.StructureRules;

/** The structure rules on devbox's own packages; every other module applies them itself. */
@AnalyzeClasses(packages = "org.flyte.devbox", importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {
    @ArchTest
    static final ArchTests STRUCTURE = ArchTests.in(StructureRules.class);
}
