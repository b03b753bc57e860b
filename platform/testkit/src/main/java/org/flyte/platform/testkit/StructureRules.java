package org.flyte.platform.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * The shape of a module: no cycles between packages, one source of the time, RPC adapters inside their feature.
 *
 * <p>A module applies all of them, {@code @ArchTest static final ArchTests STRUCTURE = ArchTests.in(StructureRules.class);},
 * or single ones while it does not yet satisfy the rest:
 * {@code @ArchTest static final ArchRule NO_CYCLES = StructureRules.NO_PACKAGE_CYCLES;}
 */
public final class StructureRules {
    /** No package depends on one that depends on it, directly or through others. */
    @ArchTest
    public static final ArchRule NO_PACKAGE_CYCLES = slices().assignedFrom(new ByPackage(Integer.MAX_VALUE))
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true)
            .as("packages should be free of cycles");

    /** No feature depends on one that depends on it. A feature is a folder of the root package with all below it. */
    @ArchTest
    public static final ArchRule NO_FEATURE_CYCLES = slices().assignedFrom(new ByPackage(4))
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true)
            .as("features should be free of cycles");

    /** The time comes from the injected {@link Clock}, so that a test can set it. Elapsed time is {@code nanoTime}. */
    @ArchTest
    public static final ArchRule NO_SYSTEM_CLOCK = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.flyte.platform.runtime.SystemClock")
            .should()
            .accessTargetWhere(new ReadsTheSystemClock())
            .allowEmptyShould(true)
            .because("a Clock is injected, see org.flyte.platform.runtime.SystemClock");

    /** What serves an API is named for it. */
    @ArchTest
    public static final ArchRule RPC_ADAPTERS_ARE_NAMED_RPC = classes()
            .that()
            .areAssignableTo("io.grpc.BindableService")
            .and()
            .areNotInterfaces()
            .and(DescribedPredicate.not(abstractClasses()))
            .should()
            .haveSimpleNameEndingWith("Rpc")
            .allowEmptyShould(true);

    /** An adapter in the root package would depend on every feature while the features depend on the root. */
    @ArchTest
    public static final ArchRule RPC_ADAPTERS_ARE_IN_FEATURE_PACKAGES = noClasses()
            .that()
            .haveSimpleNameEndingWith("Rpc")
            .should()
            .resideInAnyPackage("org.flyte", "org.flyte.*")
            .allowEmptyShould(true);

    private StructureRules() {}

    private static DescribedPredicate<JavaClass> abstractClasses() {
        return DescribedPredicate.describe(
                "abstract", type -> type.getModifiers().contains(JavaModifier.ABSTRACT));
    }

    /** One slice for each package, cut to its first segments; classes that are not ours are in none. */
    private record ByPackage(int segments) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            if (!name.startsWith("org.flyte.") || name.startsWith("org.flyte.idl")) {
                return SliceIdentifier.ignore();
            }
            List<String> parts = List.of(name.split("\\."));
            int kept = name.startsWith("org.flyte.platform.") && segments < Integer.MAX_VALUE ? segments + 1 : segments;
            return SliceIdentifier.of(String.join(".", parts.subList(0, Math.min(kept, parts.size()))));
        }

        @Override
        public String getDescription() {
            return segments == Integer.MAX_VALUE ? "packages" : "features";
        }
    }

    private static final class ReadsTheSystemClock extends DescribedPredicate<JavaAccess<?>> {
        private static final Set<String> CLOCKS =
                Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes");

        ReadsTheSystemClock() {
            super("the system clock");
        }

        @Override
        public boolean test(JavaAccess<?> access) {
            JavaClass owner = access.getTargetOwner();
            String name = access.getTarget().getName();
            if (owner.isEquivalentTo(Clock.class)) {
                return CLOCKS.contains(name);
            }
            if (owner.isEquivalentTo(System.class)) {
                return name.equals("currentTimeMillis");
            }
            if (owner.isEquivalentTo(Date.class)) {
                return name.equals("<init>") && parameters(access).isEmpty();
            }
            return name.equals("now")
                    && owner.getPackageName().equals(Instant.class.getPackageName())
                    && parameters(access).stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
        }

        private static List<JavaClass> parameters(JavaAccess<?> access) {
            return access.getTarget() instanceof CodeUnitAccessTarget code ? code.getRawParameterTypes() : List.of();
        }
    }
}
