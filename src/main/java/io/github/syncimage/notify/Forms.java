package io.github.syncimage.notify;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What each kind of receiver is sent: its body, its address, its signature. */
public record Forms(Clock clock) {
    private static final String HMAC = "HmacSHA256";
    private static final int LONGEST_SUBJECT = 150;

    /** The CloudEvent of a webhook, in structured mode. */
    public byte[] cloudEvent(Event event) {
        return Json.write(Json.of(
                "specversion",
                "1.0",
                "id",
                event.id(),
                "source",
                "/sync-image",
                "type",
                "io.github.syncimage." + event.type(),
                "time",
                event.time().truncatedTo(ChronoUnit.MILLIS).toString(),
                "datacontenttype",
                "application/json",
                "data",
                event.data()));
    }

    /** The body's signature as GitHub writes it; null where the receiver has no secret. */
    public String signature(Receiver receiver, byte[] body) {
        return receiver.secret() == null ? null : "sha256=" + HexFormat.of().formatHex(hmac(receiver.secret(), body));
    }

    /** The subject of a mail: the text's first line, no header behind it. */
    public String subject(String text) {
        return OneLine.of(text.lines().findFirst().orElse(""), LONGEST_SUBJECT);
    }

    /** A message to DingTalk, whose Markdown parts lines only by an empty one. */
    public String dingtalk(String text) {
        return Json.text(Map.of(
                "msgtype",
                "markdown",
                "markdown",
                Json.of("title", text.lines().findFirst().orElse(""), "text", text.replace("\n", "\n\n"))));
    }

    /** A message to Feishu or Lark, signed with the key that a robot of theirs takes: time and secret, over nothing. */
    public String feishu(Receiver receiver, String text) {
        String seconds = String.valueOf(clock.instant().getEpochSecond());
        return Json.text(Json.of(
                "timestamp",
                receiver.secret() == null ? null : seconds,
                "sign",
                receiver.secret() == null
                        ? null
                        : Base64.getEncoder().encodeToString(hmac(seconds + "\n" + receiver.secret(), new byte[0])),
                "msg_type",
                "text",
                "content",
                Map.of("text", text)));
    }

    public String wecom(String text) {
        return Json.text(Map.of("msgtype", "text", "text", Map.of("content", text)));
    }

    /** A message to Slack and what speaks its form, in which nothing is made a link or a picture. */
    public String slack(String text) {
        return Json.text(
                Json.of("text", text, "mrkdwn", false, "parse", "none", "unfurl_links", false, "unfurl_media", false));
    }

    /** The address to send to, with DingTalk's signature where there is a secret. */
    public URI address(Receiver receiver) {
        if (receiver.kind() != Receiver.Kind.DINGTALK || receiver.secret() == null) {
            return receiver.url();
        }
        long millis = clock.millis();
        byte[] sign = hmac(receiver.secret(), (millis + "\n" + receiver.secret()).getBytes(StandardCharsets.UTF_8));
        return URI.create(receiver.url()
                + (receiver.url().getRawQuery() == null ? "?" : "&")
                + "timestamp=" + millis
                + "&sign=" + URLEncoder.encode(Base64.getEncoder().encodeToString(sign), StandardCharsets.UTF_8));
    }

    private static byte[] hmac(String key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
