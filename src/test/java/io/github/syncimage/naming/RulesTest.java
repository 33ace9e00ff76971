package io.github.syncimage.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.naming.Rules.InvalidRulesException;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.settings.Clouds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rule may say, and what it matches. */
class RulesTest {
    @ParameterizedTest
    @CsvSource({
        "^gcr.io, gcr.io/a/b",
        "^gcr.io, gcr.io/a",
        "^gcr\\.io, gcr.io/a/b",
        "^gcr.io/google-samples, gcr.io/google-samples/hello-app",
        "^gcr.io/google-samples, gcr.io/google-samples",
        "^docker.io/library/nginx$, nginx",
        "^docker.io/library, nginx:1",
        "^docker.io, bitnami/redis",
        "^(gcr|quay).io/team-[a-z]+, quay.io/team-red/app",
        "^(us.|eu.|asia.)?gcr.io, eu.gcr.io/a",
        "^[a-z0-9-]+.example.com, mirror-1.example.com/a",
        "^registry.example.com:5000, registry.example.com:5000/a",
        "^127.0.0.1:[0-9]{2;5}, 127.0.0.1:45321/a",
        "^[^/]+/public, gcr.io/public/x",
        "^gcr.io|quay.io, quay.io/a",
        "^localhost, localhost/a",
    })
    void matches(String pattern, String image) {
        assertThat(rules(pattern.replace(';', ',')).match(ImageReference.parse(image)))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "^gcr.io, gcrxio/a",
        "^gcr.io, gcrxio.example.com/a",
        "^gcr.io, gcr.io.evil.com/a",
        "^gcr.io, gcr.io:5000/a",
        "^gcr.io, us.gcr.io/a",
        "^gcr.io, evil.com/gcr.io/a",
        "^gcr\\.io, gcr-io.com/a",
        "^gcr.io/google-samples, gcr.io/google-samples-evil/a",
        "^gcr.io/google-samples, gcr.io/google/samples",
        "^docker.io/library/nginx$, docker.io/library/nginx/x",
        "^(gcr|quay).io/team-[a-z]+, quay.io/team-1/app",
        "^gcr.io|quay.io, quay.io.evil.com/a",
        "^localhost, localhost:5000/a",
    })
    void matchesNot(String pattern, String image) {
        assertThat(rules(pattern).match(ImageReference.parse(image))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gcr.io    | a pattern starts with '^', as in '^gcr.io'",
                "''        | a pattern starts with '^', as in '^'",
                "^         | the pattern is empty",
                "^gcr.io(  | no valid pattern: Unclosed group",
                "^gcr.io)  | no valid pattern: Unmatched closing ')'",
                "^[gcr.io  | '[' is never closed",
                "^[].io    | '[]' holds more than lower-case letters, digits and . _ - / :",
                "^[z-a].io | no valid pattern: Illegal character range",
                "^*.io     | no valid pattern: Dangling meta character '*'",
                "^gcr.*    | a dot is only a dot here; write [^/]* for any characters of a segment",
                "^gcr.+io  | a dot is only a dot here; write [^/]+ for any characters of a segment",
                "^([a-z]+)+.io | '+' can't follow a group",
                "^(ab)*.io     | '*' can't follow a group",
                "^(?i)gcr.io   | '(?' is not understood here",
                "^\\w+.io      | '\\w' is not understood here",
                "^gcr.io\\     | '\\ ' is not understood here",
                "^gcr$.io      | '$' stands only at the end",
                "^GCR.io       | 'G' is not understood here (names are lower case)",
                "^gcr.io ghcr.io | ' ' is not understood here",
                "^^gcr.io      | '^' is not understood here",
                "^gcr.io#      | '#' is not understood here",
                "^a{2          | no valid pattern: Unclosed counted closure",
            })
    void refusesPatterns(String pattern, String problem) {
        InvalidRulesException refusal = catchThrowableOfType(InvalidRulesException.class, () -> rules(pattern));

        assertThat(refusal.problems().get(pattern)).startsWith(problem);
    }

    @ParameterizedTest
    @CsvSource({"a/b", "A", ".a", "a.", "a..b", "'a b'", "a:b", "^a"})
    void refusesPrefixes(String prefix) {
        assertThatThrownBy(() -> Rules.of(Map.of("^gcr.io", prefix)))
                .isInstanceOf(InvalidRulesException.class)
                .hasMessageContaining("rule '^gcr.io': the prefix '" + prefix + "' is no part of a repository name");
    }

    @Test
    void reportsEverythingAtOnce() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("^gcr.io(", "");
        wrong.put("^quay.io", "quay");
        wrong.put("ghcr.io", "ghcr");
        wrong.put("^docker.io", "Docker");

        InvalidRulesException refusal = catchThrowableOfType(InvalidRulesException.class, () -> Rules.of(wrong));

        assertThat(refusal.problems()).containsOnlyKeys("^gcr.io(", "ghcr.io", "^docker.io");
        assertThat(refusal.getMessage()).doesNotContain("\n");
    }

    @Test
    void deniesWhatARuleBeforeTheServingOneDenies() {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("^docker.io/evil/", "deny");
        prefixes.put("^docker.io/[a-z]+/miner", "deny");
        prefixes.put("^docker.io", "docker");
        prefixes.put("^docker.io/late", "deny");
        Rules rules = Rules.of(prefixes);

        assertThat(List.of("docker.io/evil/x:1", "docker.io/evil/a/b", "docker.io/good/miner"))
                .extracting(ImageReference::parse)
                .allMatch(rules::deny)
                .allMatch(denied -> rules.match(denied).isEmpty());
        assertThat(List.of("docker.io/evil", "docker.io/evilx/x", "docker.io/good/miners", "docker.io/late/x"))
                .extracting(ImageReference::parse)
                .noneMatch(rules::deny)
                .allMatch(served -> rules.match(served).isPresent());
        assertThat(rules.supported()).containsExactly("docker.io");
        assertThat(rules.deniedTooLate()).hasToString("[^docker.io/late]");
    }

    @Test
    void aDenyingRuleHasNoPrefix() {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("^gcr.io/evil", "deny");
        prefixes.put("^gcr.io", "");
        TargetNames names =
                new TargetNames(Rules.of(prefixes), Reserved.NONE, Naming.QUALIFIED, "quay.io", "me", Clouds::refusal);

        assertThat(names.qualified(ImageReference.parse("gcr.io/a/b:1"))).hasToString("quay.io/me/a.b:1");
        assertThatThrownBy(() -> Rules.of(Map.of("^gcr.io", "Deny")))
                .hasMessageContaining("'deny' is written in lower case");
    }

    @Test
    void takesTheFirstThatMatches() {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("^gcr.io/google-samples", "samples");
        prefixes.put("^gcr.io", null);
        Rules rules = Rules.of(prefixes);

        assertThat(List.of("gcr.io/google-samples/a", "gcr.io/other/a"))
                .extracting(image ->
                        rules.match(ImageReference.parse(image)).orElseThrow().prefix())
                .containsExactly("samples", "");
    }

    @Test
    void theBuiltInOnesAreThoseOfTheShippedFile() throws IOException {
        List<String> shipped = Files.readAllLines(Path.of("configs/rules.yaml")).stream()
                .filter(line -> line.startsWith("\"^"))
                .toList();

        assertThat(Rules.DEFAULT.rules().stream().map(rule -> "\"" + rule.pattern() + "\": \"" + rule.prefix() + "\""))
                .isEqualTo(shipped);
    }

    @ParameterizedTest
    @CsvSource({
        "nvcr.io/nvidia/pytorch:23.11-py3, nvcr.nvidia.pytorch",
        "mcr.microsoft.com/dotnet/sdk:8.0, mcr.dotnet.sdk",
        "docker.elastic.co/elasticsearch/elasticsearch:8.1, elastic.elasticsearch.elasticsearch",
        "public.ecr.aws/docker/library/nginx, ecr.docker.library.nginx",
        "lscr.io/linuxserver/bazarr, lscr.linuxserver.bazarr",
        "registry.gitlab.com/a/b/c, gitlab.a.b.c",
        "us.gcr.io/a/b, us-gcr.a.b",
        "eu.gcr.io/a/b, eu-gcr.a.b",
        "asia.gcr.io/a/b, asia-gcr.a.b",
        "us-central1-docker.pkg.dev/p/r/i, pkg.p.r.i-cfe09d4cb646",
    })
    void namesImagesOfAllUpstreams(String source, String name) {
        assertThat(new TargetNames(Rules.DEFAULT, Reserved.NONE, Naming.QUALIFIED, "r.example.com", "", Clouds::refusal)
                        .qualified(ImageReference.parse(source))
                        .repository()
                        .path())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-docker.pkg.dev.evil.com/a/b",
                "evil.com/x-docker.pkg.dev/a",
                "docker.pkg.dev/a/b",
                "x.y-docker.pkg.dev/a/b",
                "x-docker.pkg.dev:5000/a/b",
                "de.gcr.io/a/b",
                "gitlab.com/a/b",
                "xnvcr.io/a/b",
                "nvcr.io.evil.com/a/b",
            })
    void servesNoOther(String source) {
        assertThat(Rules.DEFAULT.match(ImageReference.parse(source))).isEmpty();
    }

    @Test
    void isQuickOnHostileNames() {
        Rules rules = rules("^[a-z]*[a-z]*[a-z]*.(a|b)?[^/]*x$");
        ImageReference long255 = ImageReference.parse("a".repeat(120) + ".a/" + "a".repeat(120));

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> rules.match(long255));
    }

    private static Rules rules(String pattern) {
        return Rules.of(Map.of(pattern, ""));
    }
}
