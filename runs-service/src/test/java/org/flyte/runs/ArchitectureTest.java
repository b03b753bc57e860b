package org.flyte.runs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.flyte.platform.testkit.ArchitectureRules;
import org.flyte.platform.testkit.StructureRules;

/** The rules of all services, and those of this one. */
@AnalyzeClasses(packages = "org.flyte.runs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests ARCHITECTURE = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchTests STRUCTURE = ArchTests.in(StructureRules.class);

    @ArchTest
    static final ArchRule PURE_RULES = ArchitectureRules.pure(
            "org.flyte.runs.action.EventRow",
            "org.flyte.runs.action.NewAction",
            "org.flyte.runs.action.PhaseReport",
            "org.flyte.runs.action.ReportBatches",
            "org.flyte.runs.action.SpecBlob",
            "org.flyte.runs.identity.Claims",
            "org.flyte.runs.project.ProjectFilter",
            "org.flyte.runs.project.ProjectPageRequest",
            "org.flyte.runs.run.CacheKey",
            "org.flyte.runs.run.DefaultInputs",
            "org.flyte.runs.run.InputsHash",
            "org.flyte.runs.run.NewRun",
            "org.flyte.runs.run.RunName",
            "org.flyte.runs.run.RunRequest",
            "org.flyte.runs.signal.ConditionSignal");

    /** docs/adr/0018-hibernate-for-entities-sql-for-hot-paths.md. */
    @ArchTest
    static final ArchRule ENTITIES_ARE_FOR_CRUD_FEATURES = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.flyte.runs.artifact..",
                    "org.flyte.runs.domain..",
                    "org.flyte.runs.project..",
                    "org.flyte.runs.settings..",
                    "org.flyte.runs.task..",
                    "org.flyte.runs.trigger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.hibernate..", "jakarta.persistence..")
            .because("hot paths use the reactive client with SQL");

    @ArchTest
    static final ArchRule WRITING_DOES_NOT_DEPEND_ON_WATCHING = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.flyte.runs.action..",
                    "org.flyte.runs.run..",
                    "org.flyte.runs.abort..",
                    "org.flyte.runs.outbox..",
                    "org.flyte.runs.signal..",
                    "org.flyte.runs.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.flyte.runs.watch..", "org.flyte.runs.list..")
            .because("writers announce changes to org.flyte.runs.change.ChangeNotifier");
}
