package io.github.syncimage.postprocess.swr;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The gateway's side of {@code SDK-HMAC-SHA256}, written from the vendor's description of request signing and not from the
 * SDK: computes what the signature has to be from the request as it arrived.
 *
 * @see <a href="https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html">AK/SK signing</a>
 */
final class SdkSignature {
    private static final String ALGORITHM = "SDK-HMAC-SHA256";
    private static final Pattern AUTHORIZATION =
            Pattern.compile(ALGORITHM + " Access=([^,]+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** What the gateway allows clocks to differ. */
    private static final Duration SKEW = Duration.ofMinutes(15);

    private SdkSignature() {}

    /** The gateway's error code, or an empty text for a request that is signed well. */
    static String fault(HttpExchange exchange, byte[] body, String accessKey, String secretKey) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher parts = AUTHORIZATION.matcher(header == null ? "" : header);
        if (!parts.matches()) {
            return "APIGW.0301 Incorrect IAM authentication information: no AK/SK signature";
        }
        if (!parts.group(1).equals(accessKey)) {
            return "APIGW.0301 Incorrect IAM authentication information: AK access failed, no such key";
        }
        String date = exchange.getRequestHeaders().getFirst("X-Sdk-Date");
        if (date == null || age(date).abs().compareTo(SKEW) > 0) {
            return "APIGW.0301 Incorrect IAM authentication information: signature expired";
        }
        String[] signed = parts.group(2).split(";");
        if (!Arrays.asList(signed).containsAll(java.util.List.of("host", "x-sdk-date"))) {
            return "APIGW.0301 Incorrect IAM authentication information: host and x-sdk-date are not signed";
        }
        String expected = sign(canonical(exchange, body, signed, parts.group(2)), date, secretKey);
        return expected.equals(parts.group(3))
                ? ""
                : "APIGW.0301 Incorrect IAM authentication information: verify aksk signature fail";
    }

    private static Duration age(String date) {
        return Duration.between(TIME.parse(date, Instant::from), Instant.now());
    }

    private static String sign(String canonicalRequest, String date, String secretKey) {
        String toSign = ALGORITHM + "\n" + date + "\n" + sha256(canonicalRequest.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hmac(secretKey, toSign));
    }

    private static String canonical(HttpExchange exchange, byte[] body, String[] signed, String names) {
        var headers = new StringBuilder();
        for (String name : signed) {
            String value = String.join(",", exchange.getRequestHeaders().get(name));
            headers.append(name).append(':').append(value.strip()).append('\n');
        }
        return String.join(
                "\n",
                exchange.getRequestMethod(),
                path(exchange.getRequestURI().getRawPath()),
                query(exchange.getRequestURI().getRawQuery()),
                headers,
                names,
                sha256(body));
    }

    private static String path(String raw) {
        String encoded =
                Arrays.stream(raw.split("/")).map(SdkSignature::reencode).collect(Collectors.joining("/"));
        return encoded + "/";
    }

    private static String query(String raw) {
        var sorted = new TreeMap<String, String>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            sorted.put(
                    reencode(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : reencode(pair.substring(equals + 1)));
        }
        return sorted.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
    }

    /** Percent-encodes all but unreserved characters, as RFC 3986 names them. */
    private static String reencode(String part) {
        String text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(String key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
