package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.trust.Sigstore;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has to be signed, as an operator writes it, and every mistake in that with its file and line. */
class VerifyRulesFileTest {
    private static final String RULES = "verify:\n  rules:\n";

    @TempDir
    Path home;

    private Given given;

    @BeforeEach
    void keysAndRoot() {
        given = Given.home(home)
                .file("keys/acme.pub", Sigstore.pem(Sigstore.curve("secp256r1")))
                .file("keys/next.pub", Sigstore.pem(Sigstore.pair("Ed25519", 0)))
                .file("root.json", new String(new Sigstore().trustedRoot(), StandardCharsets.UTF_8));
    }

    @Test
    void theFirstThatMatchesWins() {
        given.config("verify:\n  trusted_root: root.json\n  rules:\n"
                + "    - { image: \"quay.io/acme/**\", keys: [keys/acme.pub, keys/next.pub], failure: warn }\n"
                + "    - { image: \"ghcr.io/fluxcd/*\", keyless: { issuer: \"https://i\", subjectRegex: \"https://a/.*\" } }\n"
                + "    - image: registry.k8s.io/**\n      keyless:\n        issuer: https://accounts.google.com\n"
                + "        subject: a@b.iam.gserviceaccount.com\n"
                + "    - { image: \"docker.io/library/*\", skip: true }\n"
                + "    - { image: \"**\", deny: true }\n");
        VerifyRules rules = given.settings().verify();
        assertThat(rules.rules())
                .extracting(VerifyRule::describe)
                .map(text -> text.replace(home + "/", ""))
                .containsExactly(
                        "quay.io/acme/** (configs/config.yaml:4): signed by keys/acme.pub or keys/next.pub,"
                                + " or else a warning",
                        "ghcr.io/fluxcd/* (configs/config.yaml:5): signed by /https://a/.*/ (https://i)",
                        "registry.k8s.io/** (configs/config.yaml:6): signed by a@b.iam.gserviceaccount.com"
                                + " (https://accounts.google.com)",
                        "docker.io/library/* (configs/config.yaml:10): not verified",
                        "** (configs/config.yaml:11): denied");
        assertThat(rules.deny(ImageReference.parse("evil/app").repository(), null))
                .isTrue();
        assertThat(rules.deny(ImageReference.parse("nginx").repository(), null)).isFalse();
        assertThat(given.settings().warnings()).isEmpty();
    }

    @Test
    void aRuleAboutATargetIsAboutWhoeverComesToThatName() {
        given.config(RULES
                + "    - { image: \"quay.io/acme/*\", target: \"r.io/mirror/nginx\", skip: true }\n"
                + "    - { target: \"r.io/mirror/nginx\", keys: keys/acme.pub }\n"
                + "    - { image: \"quay.io/**\", deny: true }\n");
        VerifyRules rules = given.settings().verify();
        assertThat(ruleFor(rules, "quay.io/acme/app", "r.io/mirror/nginx"))
                .startsWith("quay.io/acme/* to r.io/mirror/nginx (");
        assertThat(ruleFor(rules, "ghcr.io/evil/nginx", "r.io/mirror/nginx"))
                .startsWith("to r.io/mirror/nginx (")
                .endsWith(": signed by keys/acme.pub");
        assertThat(ruleFor(rules, "quay.io/acme/app", "r.io/mirror/quay.acme.app"))
                .startsWith("quay.io/** (");
        assertThat(ruleFor(rules, "ghcr.io/evil/nginx", "r.io/mirror/nginx/more"))
                .isEqualTo("none");
        // Where no target is known, nothing is said of names there.
        assertThat(ruleFor(rules, "ghcr.io/evil/nginx", null)).isEqualTo("none");
        assertThat(given.settings().warnings()).isEmpty();
    }

    private static String ruleFor(VerifyRules rules, String image, String target) {
        return rules.match(
                        ImageReference.parse(image).repository(),
                        target == null ? null : ImageReference.parse(target).repository())
                .map(VerifyRule::describe)
                .orElse("none");
    }

    @Test
    void withoutTheSectionNothingIsVerified() {
        assertThat(given.settings().verify()).isEqualTo(VerifyRules.NONE);
    }

    @Test
    void theRulesFileMayHaveTheSectionToo() {
        String verify = RULES + "    - { image: \"quay.io/acme/**\", keys: keys/acme.pub }\n";
        given.file("configs/rules.yaml", "rules:\n  \"^quay.io\": quay\n" + verify);
        assertThat(given.settings().verify().rules()).hasSize(1);
        given.config("naming: image\nrules:\n  \"^quay.io\": quay\n");
        assertThat(given.settings().verify().rules()).hasSize(1);
        given.config(verify);
        assertThat(given.problems())
                .singleElement()
                .asString()
                .contains("configs/rules.yaml: verify.rules: are also given in configs/config.yaml");
    }

    @Test
    void anEmptyListIsToldSinceItWouldVerifyNothing() {
        given.config("verify:\n  rules: []\n");
        assertThat(given.problems())
                .containsExactly("configs/config.yaml: verify.rules: there is none, so nothing would be verified");
    }

    @Test
    void mistakesOfRules() {
        assertProblem("{ image: \"nginx\", skip: true }", ":3: verify.rules image: starts with the registry's host");
        assertProblem("{ keys: keys/acme.pub }", ":3: verify.rules image: is missing");
        assertProblem("{ image: \"\", target: \"r.io/mirror/nginx\", skip: true }", "verify.rules image: is empty");
        assertProblem("{ image: \"quay.io/a/*\", target: \"\", skip: true }", "verify.rules target: is empty");
        assertProblem("{ image: \"quay.io/a/*:1\", skip: true }", "verify.rules image: matches no image");
        assertProblem("{ target: \"r.io/mirror/nginx:1\", skip: true }", "verify.rules target: matches no image");
        assertProblem("{ target: \"mirror\", skip: true }", "verify.rules target: starts with the registry's host");
        assertProblem(
                "{ image: \"quay.io/a/*\" }", ":3: verify.rules: one of keys, keyless, skip: true and deny: true");
        assertProblem("{ image: \"quay.io/a/*\", skip: true, deny: true }", ":3: verify.rules: one of keys, keyless");
        assertProblem("{ image: \"quay.io/a/*\", skip: yep }", "'yep' is not true or false");
        assertProblem("{ image: \"quay.io/a/*\", skip: true, failure: warn }", "means nothing beside skip and deny");
        assertProblem(
                "{ image: \"quay.io/a/*\", keys: keys/acme.pub, failure: ignore }",
                "'ignore' is not one of refuse, warn");
        assertProblem(
                "{ image: \"quay.io/a/*\", key: keys/acme.pub }", "verify.rules key: unknown key; did you mean keys?");
        assertProblem(
                "{ image: \"quay.io/a/*\", keys: keys/acme.pub, mode: x }",
                "verify.rules mode: unknown key; a rule has");
        assertProblem("{ image: \"quay.io/a/*\", issuer: \"https://i\" }", "unknown key; did you mean keyless.issuer?");
        assertProblem("quay.io/a", ":3: verify.rules: a rule is expected");
    }

    @Test
    void mistakesOfKeys() {
        assertProblem(
                "{ image: \"quay.io/a/*\", keys: keys/none.pub }", "verify.rules keys: keys/none.pub does not exist");
        given.file("keys/bad.pub", "not a key");
        assertProblem("{ image: \"quay.io/a/*\", keys: keys/bad.pub }", "keys/bad.pub holds no public key in PEM");
    }

    @Test
    void mistakesOfKeylessRules() {
        String image = "{ image: \"quay.io/a/*\", keyless: ";
        String root = "  trusted_root: root.json\n";
        assertProblem(
                "", image + "{ issuer: \"https://i\", subject: s } }", "needs verify.trusted_root, which is not given");
        assertProblem(root, image + "{ subject: s } }", "verify.rules keyless.issuer: is missing");
        assertProblem(root, image + "{ issuer: \"https://i\" } }", "either subject or subjectRegex is expected");
        assertProblem(
                root,
                image + "{ issuer: \"https://i\", subject: s, subjectRegex: t } }",
                "either subject or subjectRegex is expected");
        assertProblem(
                root,
                image + "{ issuer: \"https://i\", subjectRegex: \"a(\" } }",
                "verify.rules keyless.subjectRegex: 'a(' is not a regular expression: error parsing regexp: missing closing )");
        assertProblem(
                root, image + "{ issuer: \"https://i\", subjectRegexp: a } }", "did you mean keyless.subjectRegex?");
    }

    @Test
    void mistakesOfTheTrustedRoot() {
        String keyless = "{ image: \"quay.io/a/*\", keyless: { issuer: \"https://i\", subject: s } }";
        assertProblem("  trusted_root: none.json\n", keyless, ":2: verify.trusted_root: none.json does not exist");
        given.file("bad.json", "{\"mediaType\": \"application/json\"}");
        assertProblem("  trusted_root: bad.json\n", keyless, "bad.json is no trusted root of sigstore");
        given.file("empty.json", "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
        assertProblem("  trusted_root: empty.json\n", keyless, "empty.json names no certificate authority, or no log");
    }

    @Test
    void whatIsNeverReachedOrUsedIsAWarning() {
        given.config(
                "verify:\n  trusted_root: root.json\n  rules:\n"
                        + "    - { image: \"quay.io/**\", skip: true }\n    - { image: \"quay.io/acme/*\", keys: keys/acme.pub }\n");
        assertThat(given.settings().warnings())
                .extracting(Problem::toString)
                .map(text -> text.replace(home + "/", ""))
                .satisfiesExactly(
                        late -> assertThat(late)
                                .startsWith("configs/config.yaml:5: verify.rules: quay.io/acme/* is never"),
                        unused -> assertThat(unused).contains("verify.trusted_root: is not used"));
    }

    @Test
    void aRuleAboutATargetIsReachedBehindOneAboutOthers() {
        given.config(RULES
                + "    - { image: \"quay.io/**\", target: \"r.io/a/*\", skip: true }\n"
                + "    - { image: \"quay.io/a/*\", skip: true }\n"
                + "    - { target: \"r.io/a/app\", skip: true }\n"
                + "    - { image: \"quay.io/b/*\", target: \"r.io/a/app\", skip: true }\n");
        assertThat(given.settings().warnings())
                .singleElement()
                .asString()
                .contains(":6: verify.rules: quay.io/b/* to r.io/a/app is never reached");
    }

    private void assertProblem(String rule, String problem) {
        assertProblem("", rule, problem);
    }

    private void assertProblem(String before, String rule, String problem) {
        given.config("verify:\n" + before + "  rules:\n    - " + rule + "\n");
        assertThat(given.problems()).as(rule).singleElement().asString().contains(problem);
    }
}
