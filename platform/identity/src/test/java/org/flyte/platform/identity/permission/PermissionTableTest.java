package org.flyte.platform.identity.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table is complete, and each path in it leads to a place. */
class PermissionTableTest {
    private final PermissionTable table = PermissionTable.load();

    @Test
    void hasEveryMethodOfTheApiAndNoOther() throws Exception {
        Set<String> methods = GrpcServices.methods().stream()
                .map(PermissionTableTest::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(methods).hasSizeGreaterThan(130);
        assertThat(table.methods().stream().filter(method -> !method.startsWith("grpc.")))
                .containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void leadsToPlacesOfEveryRequest() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (MethodDescriptor method : GrpcServices.methods()) {
            MethodRule rule = table.of(name(method)).orElseThrow();
            for (PlacePath path : rule.places()) {
                if (!path.fits(method.getInputType())) {
                    wrong.add(rule.method() + " " + path.path());
                }
            }
            for (PlacePath path : rule.viewed()) {
                if (!path.fits(method.getInputType())) {
                    wrong.add(rule.method() + " " + path.path());
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void namesAPlaceWhereverARoleIsNeeded() {
        assertThat(table.methods().stream()
                        .map(method -> table.of(method).orElseThrow())
                        .filter(rule -> rule.places().isEmpty())
                        .filter(rule -> !Set.of(Need.ANYBODY, Need.LOGIN, Need.ORGANIZATION, Need.SERVICE)
                                        .contains(rule.need())
                                || rule.pods() == PodScope.RUN
                                || rule.pods() == PodScope.PROJECT))
                .isEmpty();
    }

    @Test
    void letsStrangersCallWhatALoginNeedsOnly() {
        assertThat(table.methods().stream()
                        .filter(method -> table.of(method).orElseThrow().need() == Need.ANYBODY))
                .containsExactlyInAnyOrder(
                        "flyteidl2.auth.AuthMetadataService/GetOAuth2Metadata",
                        "flyteidl2.auth.AuthMetadataService/GetPublicClientConfig");
    }

    @Test
    void hasNoRuleForAMethodThatIsNotThere() {
        assertThat(table.of("flyteidl2.workflow.RunService/Purge")).isEmpty();
    }

    @Test
    void refusesLinesThatMeanNothing() {
        for (String line : List.of(
                "a.B\n  M nonsense",
                "a.B\n  M",
                "  M viewer",
                "a.B\n  M viewer every=x",
                "a.B\n  M viewer\n  M login")) {
            assertThatThrownBy(() -> PermissionTable.parse(line)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static String name(MethodDescriptor method) {
        return method.getService().getFullName() + "/" + method.getName();
    }
}
