package io.github.syncimage.postprocess.swr;

import io.github.syncimage.demo.Request;
import java.io.IOException;
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
import java.util.List;
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

    /** What the gateway says of the signature, or an empty text for a request that is signed well. */
    static String fault(Request request, String accessKey, String secretKey) throws IOException {
        Matcher parts = AUTHORIZATION.matcher(request.header("Authorization"));
        if (!parts.matches()) {
            return "no AK/SK signature";
        }
        if (!parts.group(1).equals(accessKey)) {
            return "AK access failed, no such key";
        }
        String date = request.header("X-Sdk-Date");
        if (date.isEmpty() || age(date).abs().compareTo(SKEW) > 0) {
            return "signature expired";
        }
        List<String> signed = List.of(parts.group(2).split(";"));
        if (!signed.containsAll(List.of("host", "x-sdk-date"))) {
            return "host and x-sdk-date are not signed";
        }
        String expected = sign(canonical(request, signed), date, secretKey);
        return expected.equals(parts.group(3)) ? "" : "verify aksk signature fail";
    }

    private static Duration age(String date) {
        return Duration.between(TIME.parse(date, Instant::from), Instant.now());
    }

    private static String sign(String canonicalRequest, String date, String secretKey) {
        String toSign = ALGORITHM + "\n" + date + "\n" + sha256(canonicalRequest.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hmac(secretKey, toSign));
    }

    private static String canonical(Request request, List<String> signed) throws IOException {
        String headers = signed.stream()
                .map(name -> name + ":" + request.header(name).strip() + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                path(request.path()),
                query(request.rawQuery()),
                headers,
                String.join(";", signed),
                sha256(request.body()));
    }

    private static String path(String raw) {
        String encoded =
                Arrays.stream(raw.split("/")).map(SdkSignature::reencode).collect(Collectors.joining("/"));
        return encoded + "/";
    }

    private static String query(String raw) {
        var sorted = new TreeMap<String, String>();
        for (String pair : raw.isEmpty() ? new String[0] : raw.split("&")) {
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
