package io.github.syncimage.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import io.github.syncimage.flow.Extensions;
import io.github.syncimage.flow.LoneRoute;
import io.github.syncimage.flow.RouteFolder;
import io.github.syncimage.notify.Receiver.Kind;
import io.github.syncimage.notify.Receiver.Mail;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.report.Language;
import io.github.syncimage.report.NoticeWriter;
import io.github.syncimage.report.Templates;
import io.github.syncimage.testing.LogLines;
import io.github.syncimage.testing.MailServer;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Receivers over HTTP and SMTP, told by the route that ships with the program. */
class ReceiversTest {
    private static final String SECRET = "SECx";
    private static final Instant NOW = Instant.ofEpochSecond(1599360473);
    private static final Templates TEMPLATES = new Templates(Path.of("configs/templates"), List.of());
    private static final NoticeWriter WORDS = new NoticeWriter(TEMPLATES, Language.EN);
    private static final Duration NONE = Duration.ofMillis(1);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Deque<Response> answers = new ArrayDeque<>();
    private final LoopbackServer server = closing(new LoopbackServer("receiver", true, request -> {
        Response next = answers.poll();
        return next == null ? Response.json(200, Map.of("errcode", 0, "code", 0)) : next;
    }));

    private <T extends AutoCloseable> T closing(T part) {
        open.push(part);
        return part;
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private Receiver receiver(Kind kind, String url, String secret) {
        Set<Event.Type> all = EnumSet.allOf(Event.Type.class);
        return new Receiver(kind.toString(), kind, URI.create(url), secret, all, Set.of(), null);
    }

    private Receiver here(Kind kind) {
        return receiver(kind, server.uri() + "/bot/t0psecret?access_token=t0psecret", kind.signs() ? SECRET : null);
    }

    private Lines lines(Duration gap, Receiver... receivers) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Line.Patience patience = new Line.Patience(List.of(NONE, NONE, NONE, NONE), Duration.ofMinutes(10));
        List<Receiver> all = List.of(receivers);
        Map<String, Object> beans = new LinkedHashMap<>(Mailbox.all(all));
        beans.put("forms", new Forms(clock));
        beans.put("receiverClient", closing(new ReceiverClient(HostSettings::of, address -> Optional.empty())));
        LoneRoute route = closing(LoneRoute.start(
                new RouteFolder(Path.of("routes"), List.of()), "notify", Extensions.loader(List.of()), beans));
        Lines lines =
                closing(new Lines(all, event -> WORDS.write(event.data()), WORDS::more, clock, patience, kind -> gap));
        lines.open(route.template());
        return lines;
    }

    private static Map<String, Object> refused(String image) {
        return Json.of(
                "repository",
                "acme/mirror",
                "issue",
                7,
                "user",
                "alice",
                "image",
                image,
                "reason",
                "not_found",
                "message",
                "there is none");
    }

    private List<ExchangeCall> told(Lines lines) throws InterruptedException {
        lines.drain(Duration.ofSeconds(30));
        return server.calls();
    }

    private static JsonNode json(ExchangeCall call) throws IOException {
        return new ObjectMapper().readTree(call.body());
    }

    @Test
    void aWebhookGetsACloudEventWithItsSignature() throws Exception {
        Lines lines = lines(NONE, here(Kind.WEBHOOK));
        answers.add(Response.of(503));
        lines.tell(Event.Type.REFUSED, "acme/mirror", refused("nginx:1"));

        List<ExchangeCall> calls = told(lines);
        assertThat(calls).hasSize(2).allSatisfy(call -> {
            assertThat(call).hasToString("POST /bot/t0psecret?access_token=t0psecret");
            assertThat(call.headers())
                    .containsEntry("content-type", "application/cloudevents+json; charset=utf-8")
                    .containsEntry(
                            "x-hub-signature-256",
                            new Forms(Clock.systemUTC())
                                    .signature(here(Kind.WEBHOOK), call.body().getBytes(StandardCharsets.UTF_8)));
        });
        assertThat(calls.get(0).body())
                .as("the same at each try, its id too")
                .isEqualTo(calls.get(1).body());
        JsonNode event = json(calls.get(0));
        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("type").asText()).isEqualTo("io.github.syncimage.refused");
        assertThat(event.get("time").asText()).isEqualTo("2020-09-06T02:47:53Z");
        assertThat(event.get("source").asText()).isNotEmpty();
        assertThat(event.at("/data/event").asText()).isEqualTo("refused");
        assertThat(event.at("/data/issue").asInt()).isEqualTo(7);
        assertThat(event.at("/data/reason").asText()).isEqualTo("not_found");
    }

    @Test
    void withoutASecretNothingIsSigned() throws Exception {
        Lines lines = lines(NONE, receiver(Kind.WEBHOOK, server.uri().toString(), null));
        lines.tell(Event.Type.WELL, null, Json.of());

        assertThat(told(lines)).singleElement().satisfies(call -> assertThat(call.headers())
                .doesNotContainKeys("x-hub-signature-256", "camelhttpuri", "receiver"));
    }

    @Test
    void aLineIsNeverLongerThanAMessage() throws Exception {
        Lines lines = lines(NONE, here(Kind.WECOM));
        lines.tell(
                Event.Type.REFUSED,
                null,
                Json.of("image", "镜".repeat(5_000), "message", "像".repeat(5_000), "user", "像".repeat(600)));

        assertThat(json(told(lines).get(0)).at("/text/content").asText().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(2_000);
    }

    /** GitHub's own example. */
    @Test
    void signsAsGitHubDoes() {
        Receiver receiver = receiver(Kind.WEBHOOK, "https://a", "It's a Secret to Everybody");
        assertThat(new Forms(Clock.systemUTC()).signature(receiver, "Hello, World!".getBytes()))
                .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    /** Signatures that Java 17, Node and Python agree on, for that secret at that time. */
    @Test
    void signsAsEachChatWantsIt() throws Exception {
        Lines lines = lines(NONE, here(Kind.DINGTALK), here(Kind.FEISHU));
        lines.tell(Event.Type.REFUSED, null, refused("nginx:1"));

        List<ExchangeCall> calls = told(lines);
        ExchangeCall dingtalk = calls.stream()
                .filter(call -> call.body().contains("msgtype"))
                .findFirst()
                .orElseThrow();
        assertThat(URLDecoder.decode(dingtalk.query(), StandardCharsets.UTF_8))
                .isEqualTo("access_token=t0psecret&timestamp=1599360473000"
                        + "&sign=kZClFWJgWKbpyiNuCYzh2LpxohAhwJ2TFVhsZ+jjN8o=");
        JsonNode feishu = json(calls.stream()
                .filter(call -> call.body().contains("msg_type"))
                .findFirst()
                .orElseThrow());
        assertThat(feishu.get("timestamp").asText()).isEqualTo("1599360473");
        assertThat(feishu.get("sign").asText()).isEqualTo("UT7c9LEqNJ/xtO0WKPu5SWF8sS2TLQBpIirCKM2ectc=");
        assertThat(feishu.at("/content/text").asText()).startsWith("❌ sync-image: nginx:1 is refused");
    }

    @ParameterizedTest
    @CsvSource({"DINGTALK, /markdown/text", "FEISHU,   /content/text", "WECOM,    /text/content", "SLACK,    /text"})
    void textOfOthersIsText(Kind kind, String where) throws Exception {
        Lines lines = lines(NONE, here(kind));
        lines.tell(
                Event.Type.REFUSED,
                null,
                refused(
                        "<!channel> <at user_id=\"all\"> @all ![x](http://evil.example/p.png) [y](https://evil)\r\nbcc: a@b\u202E`*x*`"));

        String text = json(told(lines).get(0)).at(where).asText();
        assertThat(text)
                .contains("evil.example")
                .doesNotContain("<", ">", "@", "://", "](", "`", "*", "\r", "\u202E")
                .startsWith("❌ sync-image: ");
        assertThat(text.lines().filter(line -> !line.isBlank())).hasSize(1);
    }

    @Test
    void aMailIsPlainTextWithASubjectOfOneLine() throws Exception {
        MailServer mail = closing(new MailServer());
        Lines lines = lines(NONE, mailTo(mail, "alice"));
        lines.tell(Event.Type.REFUSED, null, refused("x\r\nBcc: evil@example.com\r\n\r\n<b>y</b>"));

        lines.drain(Duration.ofSeconds(20));
        assertThat(mail.mails()).singleElement().satisfies(text -> {
            assertThat(text.lines().takeWhile(line -> !line.isEmpty()))
                    .contains(
                            "From: mirror@example.com",
                            "To: a@example.com, b@example.com",
                            "Auto-Submitted: auto-generated")
                    .noneMatch(line -> line.toLowerCase().startsWith("bcc"))
                    .anyMatch(line -> line.startsWith("Subject: "))
                    .anyMatch(line -> line.startsWith("Content-Type: text/plain"));
        });
        assertThat(mail.commands()).anyMatch(line -> line.startsWith("AUTH")).noneMatch(line -> line.contains("evil"));
    }

    @ParameterizedTest
    @CsvSource({"550 no such user, 1, 1", "451 later, 5, 1"})
    void aMailServersRefusalIsTriedAgainWhereItSaysSo(String answer, int tries, int failed) throws Exception {
        MailServer mail = closing(new MailServer());
        mail.refuse(answer);
        Lines lines = lines(NONE, mailTo(mail, null));
        lines.tell(Event.Type.WELL, null, Json.of());

        lines.drain(Duration.ofSeconds(20));
        assertThat(mail.commands().stream().filter(line -> line.startsWith("MAIL")))
                .hasSize(tries);
        assertThat(count(lines, "mail", "failed")).isEqualTo(failed);
    }

    @Test
    void aPasswordGoesOverNoOpenLine() {
        Receiver far = new Receiver(
                "far",
                Kind.MAIL,
                URI.create("smtp://mail.example.com"),
                null,
                Set.of(),
                Set.of(),
                new Mail("alice", "pw", "a@b.c", List.of("d@e.f")));
        assertThat(Mailbox.session(far).getProperties())
                .containsEntry("mail.smtp.starttls.required", "true")
                .containsEntry("mail.smtp.port", "587")
                .containsEntry("mail.smtp.ssl.checkserveridentity", "true")
                .doesNotContainValue("pw");
    }

    private Receiver mailTo(MailServer server, String user) {
        return new Receiver(
                "mail",
                Kind.MAIL,
                URI.create("smtp://127.0.0.1:" + server.port()),
                null,
                EnumSet.allOf(Event.Type.class),
                Set.of(),
                new Mail(
                        user,
                        user == null ? null : "pw",
                        "mirror@example.com",
                        List.of("a@example.com", "b@example.com")));
    }

    private static long count(Lines lines, String receiver, String outcome) {
        return lines.meters().get(receiver).get(outcome).apply(lines);
    }

    /** What comes back, how often it is tried, and what the event counts as. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WEBHOOK  | 200 |                                              | 1 | delivered",
                "WEBHOOK  | 202 | {\"code\":9}                                 | 1 | delivered",
                "WEBHOOK  | 500 |                                              | 5 | failed",
                "WEBHOOK  | 503 |                                              | 5 | failed",
                "WEBHOOK  | 429 |                                              | 5 | failed",
                "WEBHOOK  | 408 |                                              | 5 | failed",
                "WEBHOOK  | 400 |                                              | 1 | failed",
                "WEBHOOK  | 401 |                                              | 1 | failed",
                "WEBHOOK  | 404 |                                              | 1 | failed",
                "WEBHOOK  | 410 |                                              | 1 | failed",
                "WEBHOOK  | 302 |                                              | 1 | failed",
                "WEBHOOK  | 307 |                                              | 1 | failed",
                "SLACK    | 200 | ok                                           | 1 | delivered",
                "SLACK    | 400 | invalid_payload                              | 1 | failed",
                "DINGTALK | 200 | {\"errcode\":0,\"errmsg\":\"ok\"}            | 1 | delivered",
                "DINGTALK | 200 | {\"errcode\":310000,\"errmsg\":\"keywords\"} | 1 | failed",
                "DINGTALK | 200 | {\"errcode\":130101}                         | 5 | failed",
                "DINGTALK | 200 | {\"status\":1111,\"wait\":5,\"errcode\":130101} | 5 | failed",
                "FEISHU   | 200 | {\"code\":0,\"StatusCode\":0}                | 1 | delivered",
                "FEISHU   | 200 | {\"code\":19021,\"msg\":\"sign match fail\"} | 1 | failed",
                "FEISHU   | 400 | {\"code\":11232}                             | 5 | failed",
                "WECOM    | 200 | {\"errcode\":93000}                          | 1 | failed",
                "WECOM    | 200 | {\"errcode\":45009}                          | 5 | failed",
            })
    void answersCountAsTheyAreMeant(Kind kind, int status, String body, int tries, String outcome) throws Exception {
        Lines lines = lines(NONE, here(kind));
        Response answer = Response.of(status)
                .content("application/json", (body == null ? "" : body).getBytes(StandardCharsets.UTF_8))
                .with("Location", server.uri() + "/elsewhere");
        IntStream.range(0, tries).forEach(i -> answers.add(answer));
        lines.tell(Event.Type.WELL, null, Json.of());

        assertThat(told(lines)).hasSize(tries).allMatch(call -> call.path().equals("/bot/t0psecret"));
        assertThat(count(lines, kind.toString(), outcome)).isEqualTo(1);
    }

    @Test
    void aPauseThatIsTooLongIsNotWaitedFor() throws Exception {
        Lines lines = lines(NONE, here(Kind.WEBHOOK));
        answers.add(Response.of(429).with("Retry-After", "601"));
        lines.tell(Event.Type.WELL, null, Json.of());
        answers.add(Response.of(503).with("Retry-After", "1"));
        lines.tell(Event.Type.UNWELL, null, Json.of());

        long began = System.nanoTime();
        assertThat(told(lines)).hasSize(3);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
        assertThat(count(lines, "webhook", "failed")).isOne();
        assertThat(count(lines, "webhook", "delivered")).isOne();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"DINGTALK", "FEISHU", "WECOM", "SLACK"})
    void aBurstSharesMessagesAndLosesNoLine(Kind kind) throws Exception {
        Lines lines = lines(Duration.ofMillis(300), here(kind));
        IntStream.range(0, 60).forEach(i -> lines.tell(Event.Type.REFUSED, null, refused("image-" + i + ":1")));

        List<ExchangeCall> calls = told(lines);
        String all = String.join("\n", calls.stream().map(ExchangeCall::body).toList());
        assertThat(calls).hasSizeBetween(2, 8).allSatisfy(call -> assertThat(
                        call.body().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(2_500));
        assertThat(IntStream.range(0, 60)).allMatch(i -> all.contains("image-" + i + ":1"));
        assertThat(count(lines, kind.toString(), "delivered")).isEqualTo(60);
    }

    @Test
    void whatIsTooMuchForAChatIsCounted() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        LoopbackServer slow = closing(new LoopbackServer("slow", true, request -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Response.json(200, Map.of("errcode", 0));
        }));
        Lines lines = lines(NONE, receiver(Kind.WECOM, slow.uri().toString(), null));
        lines.tell(Event.Type.WELL, null, Json.of());
        await().until(() -> !slow.calls().isEmpty());
        IntStream.range(0, 250).forEach(i -> lines.tell(Event.Type.REFUSED, null, refused("image-" + i + ":1")));
        gate.countDown();
        lines.drain(Duration.ofSeconds(30));

        String all =
                String.join("\n", slow.calls().stream().map(ExchangeCall::body).toList());
        assertThat(all).contains("image-199:1", "50 more").doesNotContain("image-200:1");
        assertThat(count(lines, "wecom", "dropped")).isEqualTo(50);
    }

    @Test
    void oneThatHangsDelaysNobody() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        LoopbackServer mute = closing(new LoopbackServer("mute", true, request -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Response.of(200);
        }));
        Receiver hangs =
                new Receiver("hangs", Kind.WEBHOOK, mute.uri(), null, EnumSet.allOf(Event.Type.class), Set.of(), null);
        Lines lines = lines(NONE, hangs, here(Kind.WEBHOOK));
        for (int i = 0; i < 1_200; i++) {
            lines.tell(Event.Type.WELL, null, Json.of());
        }

        await().until(() -> count(lines, "webhook", "delivered") + count(lines, "webhook", "dropped") == 1_200);
        assertThat(count(lines, "hangs", "dropped")).isBetween(198L, 200L);
        never.countDown();
    }

    @Test
    void nothingOfAnAddressIsShown() throws Exception {
        List<String> shown = new ArrayList<>();
        try (LogLines log = new LogLines()) {
            for (Kind kind : List.of(Kind.WEBHOOK, Kind.DINGTALK, Kind.SLACK)) {
                Lines lines = lines(
                        NONE,
                        receiver(
                                kind,
                                "http://127.0.0.1:1/bot/t0psecret?access_token=t0psecret",
                                kind.signs() ? SECRET : null));
                lines.tell(Event.Type.WELL, null, Json.of());
                lines.drain(Duration.ofSeconds(30));
                assertThat(count(lines, kind.toString(), "failed")).isOne();
            }
            shown.addAll(log.all());
        }
        assertThat(shown)
                .hasSize(3)
                .allMatch(line -> line.contains("127.0.0.1"))
                .noneMatch(line -> line.contains("t0psecret") || line.contains(SECRET));
    }

    @Test
    void theLogTellsWhenTroubleBeginsAndEnds() throws Exception {
        try (LogLines log = new LogLines()) {
            Lines lines = lines(NONE, here(Kind.WEBHOOK));
            IntStream.range(0, 3).forEach(i -> answers.add(Response.of(404)));
            IntStream.range(0, 5).forEach(i -> lines.tell(Event.Type.WELL, null, Json.of()));
            lines.drain(Duration.ofSeconds(20));

            assertThat(log.all()).hasSize(2);
            assertThat(log.all().get(0)).contains("webhook", "cannot be told: HTTP 404");
            assertThat(log.all().get(1)).startsWith("over: ");
        }
    }

    @Test
    void whoWantsOtherThingsHearsNothing() throws Exception {
        Receiver some =
                new Receiver("some", Kind.WEBHOOK, server.uri(), null, Set.of(Event.Type.UNWELL), Set.of(), null);
        Receiver ours = new Receiver(
                "ours", Kind.WEBHOOK, server.uri(), null, EnumSet.allOf(Event.Type.class), Set.of("acme/mirror"), null);
        Lines lines = lines(NONE, some, ours);
        lines.tell(Event.Type.WELL, null, Json.of());
        lines.tell(Event.Type.MIRRORED, "other/mirror", Json.of());
        lines.tell(Event.Type.MIRRORED, "Acme/Mirror", Json.of());

        assertThat(told(lines))
                .extracting(call -> json(call).get("type").asText())
                .containsExactlyInAnyOrder("io.github.syncimage.well", "io.github.syncimage.mirrored");
    }
}
