package org.flyte.platform.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.flyte.platform.model", importOptions = ImportOption.DoNotIncludeTests.class)
class ModelPurityTest {
    @ArchTest
    static final ArchRule KNOWS_NO_FRAMEWORK = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.flyte.platform.model..", "org.flyte.idl..", "com.google.protobuf..");
}
