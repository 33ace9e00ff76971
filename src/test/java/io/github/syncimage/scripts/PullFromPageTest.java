package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.syncimage.page.Assets;
import io.github.syncimage.testing.ShellCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs {@code scripts/pull-image.sh} beside a page and a GitHub that only say what they are told to; its client writes down
 * how it was called.
 */
class PullFromPageTest {
    private static final Path SCRIPT = Path.of("scripts/pull-image.sh").toAbsolutePath();
    private static final String FORM = "https://github.com/acme/mirror/issues/new?template=porter.yml&title=x";
    private static final String TOKEN = "ghp_0123456789";

    @TempDir
    Path folder;

    private final HttpServer server = server();
    private final String address = "http://127.0.0.1:" + server.getAddress().getPort();
    /** What is asked: of the page the texts, of GitHub the lines and bodies. */
    private final List<String> texts = new CopyOnWriteArrayList<>();

    private final List<String> toGitHub = new CopyOnWriteArrayList<>();
    /** The row of an image, after its name: state, target and link. Where there are several, each for one time more. */
    private final Map<String, List<String>> rows = new HashMap<>();

    private String repository = "{\"permissions\":{\"admin\":false,\"push\":true,\"triage\":true,\"pull\":true}}";
    private List<List<Map<String, Object>>> pages = List.of(List.of());
    private int status = 200;
    private ShellCommand.Result result;

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server.createContext("/", this::answer);
        server.start();
        mirrored("nginx:1.27");
        mirrored("quay.io/coreos/etcd:v3");
        install("docker", "cat > /dev/null");
        install("gh", "exit 1");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox sh", "bash"})
    void asksOnceForAllPullsAndGivesNamesBack(String shell) throws Exception {
        run(shell, Map.of(), "-m", address + "/", "nginx:1.27", "quay.io/coreos/etcd:v3", "nginx:1.27");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("docker.io/library/nginx:1.27\nquay.io/coreos/etcd:v3\n");
        assertThat(texts).containsExactly("nginx:1.27\nquay.io/coreos/etcd:v3\nnginx:1.27\n");
        assertThat(calls())
                .containsExactly(
                        "docker pull swr.example.com/team/nginx:1.27",
                        "docker tag swr.example.com/team/nginx:1.27 docker.io/library/nginx:1.27",
                        "docker pull swr.example.com/team/etcd:v3",
                        "docker tag swr.example.com/team/etcd:v3 quay.io/coreos/etcd:v3");
    }

    @Test
    void whatTheEnvironmentNamesAsPageIsAskedAndATargetKeepsItsName() throws Exception {
        rows.clear();
        rows.put(
                "swr.example.com/team/nginx:1.27",
                List.of("mirrored\tswr.example.com/team/nginx:1.27\tswr.example.com/team/nginx:1.27\t"));

        run("dash", Map.of("MIRROR_PAGE", address), "swr.example.com/team/nginx:1.27");

        assertThat(result.out()).isEqualTo("swr.example.com/team/nginx:1.27\n");
        assertThat(calls()).containsExactly("docker pull swr.example.com/team/nginx:1.27");
    }

    @Test
    void aFileGoesToThePageAsItIs() throws Exception {
        String text = "services:\r\n  web: {image: nginx:1.27} # é\n\n";
        Path file = Files.writeString(folder.resolve("compose.yaml"), text);

        run("dash", Map.of(), "-m", address, "-f", file.toString());
        assertThat(result.exit()).isZero();
        assertThat(texts).containsExactly(text);

        run("dash", Map.of(), "-m", address, "-f", folder.resolve("none").toString());
        assertThat(result.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nginx:1.27 | 0",
                "nginx:1.27 missing:1 | 3",
                "requested:1 missing:1 | 3",
                "missing:1 refused:1 | 4",
                "unclear | 4",
                "hostile | 1",
            })
    void itsExitIsTheHighest(String images, int exit) throws Exception {
        rows.put("missing:1", List.of("missing\tmissing:1\t\t" + FORM));
        rows.put("requested:1", List.of("requested\trequested:1\t\thttps://github.com/acme/mirror/issues/1"));
        rows.put("refused:1", List.of("refused\trefused:1\t\t"));
        rows.put("unclear", List.of("unclear\t${TAG}\t\t"));
        rows.put("hostile", List.of("mirrored\thostile\t--privileged\t"));

        List<String> arguments = new ArrayList<>(List.of("-m", address));
        arguments.addAll(List.of(images.split(" ")));
        run("dash", Map.of(), arguments.toArray(String[]::new));

        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        assertThat(result.err().contains(FORM)).isEqualTo(images.contains("missing"));
        assertThat(toGitHub).isEmpty();
    }

    @Test
    void aPullThatFailsLeavesTheOthers() throws Exception {
        install("docker", "case $* in *etcd*) exit 5 ;; esac");

        run("dash", Map.of(), "-m", address, "quay.io/coreos/etcd:v3", "nginx:1.27");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("docker.io/library/nginx:1.27\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 500, 302})
    void saysWhatThePageSays(int status) throws Exception {
        this.status = status;

        run("dash", Map.of(), "-m", address, "nginx:1.27");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("answered " + status + ": {\"error\":\"no\"}");
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        server.stop(0);

        run("dash", Map.of(), "-m", address, "nginx:1.27");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("cannot be reached");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"-m ftp://x nginx", "-m PAGE", "-r nginx", "-w 5 nginx", "-m PAGE -w x nginx", "-m PAGE a$b"})
    void refusesWrongUsage(String arguments) throws Exception {
        run("dash", Map.of(), arguments.replace("PAGE", address).split(" "));

        assertThat(result.exit()).isEqualTo(2);
        assertThat(texts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox sh"})
    void filesAndWaitsForWhatIsMissing(String shell) throws Exception {
        String there = "mirrored\tredis:7\tswr.example.com/team/redis:7\t";
        rows.put("redis:7", List.of("missing\tredis:7\t\t" + FORM, "requested\tredis:7\t\thttps://x/1", there));
        repository = "{\n \"parent\": {\"permissions\": {\"push\": true}},\n \"permissions\": {\"triage\": true}\n}";

        run(shell, Map.of("GH_TOKEN", TOKEN, "REQUEST_LABEL", "por \"ter"), "-m", address, "-r", "-w", "30", "redis:7");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(toGitHub)
                .containsExactly(
                        "GET /repos/acme/mirror ",
                        "GET /repos/acme/mirror/issues?state=open&per_page=100&page=1&labels=por+%22ter ",
                        "POST /repos/acme/mirror/issues {\"title\":\"[PORTER]docker.io/library/redis:7\","
                                + "\"labels\":[\"por \\\"ter\"]}");
        assertThat(result.out()).isEqualTo("docker.io/library/redis:7\n");
        assertThat(texts).hasSize(3).last().isEqualTo("redis:7\n");
        assertThat(calls()).last().isEqualTo("docker tag swr.example.com/team/redis:7 docker.io/library/redis:7");
    }

    @Test
    void saysWhenARequestEndsWithoutAnImage() throws Exception {
        rows.put("redis:7", List.of("requested\tredis:7\t\thttps://x/1", "missing\tredis:7\t\t" + FORM));

        run("dash", Map.of(), "-m", address, "-w", "60", "redis:7");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("the request for redis:7 has ended without an image");
    }

    /** Of somebody else's issue on any page of the list, under its short name, too; but of no other field. */
    @Test
    void filesNothingTwice() throws Exception {
        rows.put("redis:7", List.of("missing\tredis:7\t\t" + FORM));
        rows.put("evil:1", List.of("missing\tevil:1\t\t" + FORM));
        List<Map<String, Object>> full = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            full.add(Map.of(
                    "title",
                    "a \\\"b\\",
                    "body",
                    "},\"title\":\"[PORTER]evil:1\"",
                    "x",
                    Map.of("title", "[PORTER]evil:1")));
        }
        pages = List.of(full, List.of(Map.of("title", "[PORTER]redis:7")));

        run("dash", Map.of("GITHUB_TOKEN", TOKEN), "-m", address, "-r", "-w", "0", "redis:7", "evil:1");

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(result.err())
                .contains("an issue is open for docker.io/library/redis:7")
                .doesNotContain(FORM);
        assertThat(toGitHub)
                .filteredOn(each -> each.startsWith("POST"))
                .singleElement()
                .asString()
                .contains("evil:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"permissions\":{\"push\":false,\"triage\":false,\"pull\":true}}",
                "{\"parent\":{\"permissions\":{\"push\":true}}}",
                "{\"description\":\"\\\"permissions\\\":{\\\"push\\\":true}\"}",
                "[]"
            })
    void printsTheLinkWhereTheLabelWouldBeDropped(String answer) throws Exception {
        rows.put("redis:7", List.of("missing\tredis:7\t\t" + FORM));
        repository = answer;

        run("dash", Map.of("GH_TOKEN", TOKEN), "-m", address, "-r", "redis:7");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains(FORM).doesNotContain(TOKEN);
        assertThat(toGitHub).containsExactly("GET /repos/acme/mirror ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ghp_1\"\nurl = \"http://127.0.0.1:1"})
    void asksGitHubNothingWithoutAToken(String token) throws Exception {
        rows.put("redis:7", List.of("missing\tredis:7\t\t" + FORM));

        run("dash", Map.of("GH_TOKEN", token), "-m", address, "-r", "redis:7");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains(FORM);
        assertThat(toGitHub).isEmpty();
    }

    /** Arguments are seen by everybody on the machine. */
    @Test
    void noArgumentHoldsTheToken() throws Exception {
        rows.put("redis:7", List.of("missing\tredis:7\t\t" + FORM));
        install("gh", "echo " + TOKEN);
        install("curl", "exec /usr/bin/curl \"$@\"");

        run("dash", Map.of(), "-m", address, "-r", "-w", "0", "redis:7");

        assertThat(toGitHub).hasSize(3);
        assertThat(calls()).hasSizeGreaterThan(4).noneMatch(call -> call.contains(TOKEN));
    }

    @Test
    void thePagesOwnScriptAsksThatPage() throws Exception {
        String script = text(URI.create(address + "/it's"));
        Path file = Files.writeString(folder.resolve("served.sh"), script);

        result = ShellCommand.run(folder, environment(Map.of()), "sh", "-c", "cat served.sh | sh -s -- nginx:1.27");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("docker.io/library/nginx:1.27\n");
        assertThat(text(null)).isEqualTo(Files.readString(SCRIPT)).isNotEqualTo(Files.readString(file));
    }

    private static String text(URI page) {
        return new String(Assets.pullScript(page).bytes(), StandardCharsets.UTF_8);
    }

    private void mirrored(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1);
        rows.put(source, List.of("mirrored\t" + source + "\tswr.example.com/team/" + name + "\t"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().toString();
        String line = exchange.getRequestMethod() + " " + path + " " + body;
        if (path.endsWith("/api/v1/rewrite?as=tsv")) {
            texts.add(body);
            send(exchange, status, status == 200 ? rowsOf(body) : "{\"error\":\"no\"}\n");
        } else {
            assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer " + TOKEN);
            toGitHub.add(line);
            if (line.startsWith("POST")) {
                send(exchange, 201, "{\"html_url\":\"https://github.com/acme/mirror/issues/7\"}");
            } else if (path.contains("page=")) {
                int page = Integer.parseInt(path.replaceFirst(".*[?&]page=(\\d+).*", "$1"));
                send(exchange, 200, new ObjectMapper().writeValueAsString(pages.get(page - 1)));
            } else {
                send(exchange, 200, repository);
            }
        }
    }

    private String rowsOf(String text) {
        return rows.keySet().stream()
                .filter(text::contains)
                .sorted((a, b) -> text.indexOf(a) - text.indexOf(b))
                .map(name -> {
                    List<String> states = rows.get(name);
                    return states.get(Math.min(texts.size(), states.size()) - 1) + "\n";
                })
                .collect(Collectors.joining());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void install(String name, String does) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\necho \"" + name + " $*\" >> '" + folder + "/calls'\n" + does + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH", folder + ":/usr/bin:/bin", "GITHUB_API_URL", address, "GH_TOKEN", "", "MIRROR_PAGE", ""));
        environment.putAll(more);
        return environment;
    }

    private void run(String shell, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(shell.split(" ")));
        command.add(SCRIPT.toString());
        command.addAll(List.of(arguments));
        result = ShellCommand.run(folder, environment(environment), command.toArray(String[]::new));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls")).stream()
                .filter(call -> !call.startsWith("gh "))
                .toList();
    }
}
