package io.microcontainer.app.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The table of modules and the rules for a session, as docs/design.md states them. */
@AnalyzeClasses(packages = "io.microcontainer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String API = "io.microcontainer.api..";
    private static final String BUILD = "io.microcontainer.build..";
    private static final String RUN = "io.microcontainer.run..";
    private static final String DEBUG = "io.microcontainer.debug..";
    private static final String APP = "io.microcontainer.app..";
    private static final String CLI = "io.microcontainer.app.cli..";

    @ArchTest
    static final ArchRule API_STANDS_ALONE = noClasses().that().resideInAPackage(API).should()
            .dependOnClassesThat().resideInAnyPackage(BUILD, RUN, DEBUG, APP);

    @ArchTest
    static final ArchRule TOOLS_DO_NOT_KNOW_EACH_OTHER = noClasses().that().resideInAnyPackage(BUILD, RUN).should()
            .dependOnClassesThat(resideOutside(BUILD, RUN, API));

    @ArchTest
    static final ArchRule BUILD_DOES_NOT_KNOW_RUN = noClasses().that().resideInAPackage(BUILD).should()
            .dependOnClassesThat().resideInAPackage(RUN);

    @ArchTest
    static final ArchRule RUN_DOES_NOT_KNOW_BUILD = noClasses().that().resideInAPackage(RUN).should()
            .dependOnClassesThat().resideInAPackage(BUILD);

    @ArchTest
    static final ArchRule DEBUG_KNOWS_RUN_ONLY = noClasses().that().resideInAPackage(DEBUG).should()
            .dependOnClassesThat().resideInAnyPackage(BUILD, APP);

    @ArchTest
    static final ArchRule ONLY_COMMANDS_KNOW_PICOCLI = noClasses().that().resideOutsideOfPackage(CLI).should()
            .dependOnClassesThat().resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.microcontainer.(**)").should().beFreeOfCycles();

    /** Many sessions live in one engine: what belongs to a process is nobody's. */
    @ArchTest
    static final ArchRule COMMANDS_LEAVE_THE_PROCESS_ALONE = noClasses()
            .that().resideInAnyPackage(API, BUILD, RUN, DEBUG, CLI)
            .should().callMethodWhere(target(owner(name("java.lang.System")))
                    .and(target(name("exit").or(name("getenv")).or(name("inheritedChannel")).or(name("setProperty")))))
            .orShould().callMethodWhere(target(owner(name("java.lang.Runtime"))).and(target(name("exit").or(name("halt")))))
            .orShould().accessFieldWhere(target(owner(name("java.lang.System")))
                    .and(target(name("out").or(name("err")).or(name("in")))));

    /** The engine's working directory is not the caller's: paths are resolved by the session. */
    @ArchTest
    static final ArchRule COMMANDS_HAVE_NO_WORKING_DIRECTORY = noClasses()
            .that().resideInAnyPackage(API, BUILD, RUN, DEBUG, CLI)
            .should().callMethodWhere(target(name("toAbsolutePath")))
            .orShould().callMethodWhere(target(owner(name("java.nio.file.Paths"))))
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.File");

    @ArchTest
    static final ArchRule NO_STATIC_MUTABLE_STATE = fields().that().areStatic().and().areDeclaredInClassesThat()
            .resideInAPackage("io.microcontainer..").should().beFinal();

    private static DescribedPredicate<JavaClass> resideOutside(String... packages) {
        return JavaClass.Predicates.resideInAPackage("io.microcontainer..")
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages)))
                .as("are of another tool or of the application");
    }
}
