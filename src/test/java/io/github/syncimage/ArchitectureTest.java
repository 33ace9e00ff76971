package io.github.syncimage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which room may know which; docs/architecture.md draws it. */
class ArchitectureTest {
    private static final String ROOT = "io.github.syncimage.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.syncimage");

    @Test
    void roomsFormNoCycle() {
        slices().matching(ROOT + "(*)..")
                .should()
                .beFreeOfCycles()
                .because("a room that knows another, which knows it back, can only be read together with it")
                .check(CLASSES);
    }

    @Test
    void connectionsKnowNothingOfTheRequestsThatUseThem() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "registry.net..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "registry.api..")
                .because("which addresses are allowed can be read and tested alone")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + "(**)")
                .should()
                .beFreeOfCycles()
                .because("what goes round in a circle has no place to begin reading")
                .check(CLASSES);
    }

    @Test
    void onlyCommandsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "cli..", ROOT + "demo..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + "Main")
                .should()
                .accessClassesThat()
                .haveFullyQualifiedName("java.io.PrintStream")
                .because("standard output belongs to the commands: scripts read it")
                .check(CLASSES);
    }

    @ParameterizedTest(name = "{0} knows only {1}, text and concurrent")
    @CsvSource(
            delimiter = '|',
            value = {
                "text        |",
                "concurrent  |",
                "port        |",
                "image       |",
                "naming      | image",
                "issue       | image naming",
                "registry    | image",
                "trust       | image",
                "copy        | image registry trust",
                "postprocess | image registry",
                "report      | image issue copy registry postprocess trust",
                "store       | image copy registry postprocess trust",
                "notify      | registry",
                "settings    | image naming registry copy report postprocess trust notify",
                "page        | image naming issue registry settings store copy report github postprocess trust port",
                "demo        | image registry",
                "watch       | image naming registry settings copy store issue run",
            })
    void aRoomKnowsOnly(String room, String known) {
        Set<String> allowed = Arrays.stream((room + " text concurrent " + (known == null ? "" : known)).split(" "))
                .map(name -> ROOT + name.strip())
                .collect(Collectors.toSet());
        noClasses()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .dependOnClassesThat(ownClassesOutsideOf(allowed))
                .because("dependencies point one way, so that each room can be read and tested alone")
                .check(CLASSES);
    }

    @Test
    void camelStaysOutOfWhatNeedsNoRoute() {
        noClasses()
                .that()
                .resideInAnyPackage(Stream.of(("text concurrent port image naming issue registry"
                                        + " postprocess report store settings page demo cli")
                                .split(" "))
                        .map(room -> ROOT + room + "..")
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .because("YAML says where, Java says how: the work is plain Java that runs without a CamelContext")
                .check(CLASSES);
    }

    @Test
    void copyKnowsCamelOnlyWhereADockerDaemonCarries() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "copy..")
                .and()
                .resideOutsideOfPackage(ROOT + "copy.docker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..", "com.github.dockerjava..")
                .because(
                        "a copy from registry to registry starts without a CamelContext; camel-docker stays in one place")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> ownClassesOutsideOf(Set<String> allowed) {
        return DescribedPredicate.describe(
                "are of another room",
                type -> type.getPackageName().startsWith("io.github.syncimage")
                        && allowed.stream()
                                .noneMatch(name -> type.getPackageName().equals(name)
                                        || type.getPackageName().startsWith(name + ".")));
    }
}
