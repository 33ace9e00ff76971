package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks that one manifest is signed by whom a rule names. */
public final class SignatureCheck {
    /** No upstream signs one image more often; each may cost a request. */
    public static final int MOST = 100;

    private static final int MOST_TOLD = 3;

    private SignatureCheck() {}

    /**
     * What came of it.
     *
     * @param signedBy null where nothing that was found holds
     * @param found what was found instead, each once and a few at most: {@code a signature by another key}
     */
    public record Result(String signedBy, List<String> found) {
        public boolean signed() {
            return signedBy != null;
        }
    }

    /**
     * Looks at one after the other until one holds.
     *
     * @param source all that lies beside a manifest, read as far as the stream is: whoever has found what fits asks for no
     *     more. A registry that cannot be asked is an exception, never an empty stream
     * @throws TrustedRootException where one may hold, but the trusted root cannot tell
     */
    public static Result of(Digest image, Signer signer, Function<Digest, Stream<FoundSignature>> source) {
        Set<String> found = new LinkedHashSet<>();
        TrustedRootException untold = null;
        Iterator<FoundSignature> candidates = source.apply(image).iterator();
        int seen = 0;
        while (candidates.hasNext() && ++seen <= MOST) {
            FoundSignature candidate = candidates.next();
            try {
                return new Result(signer.require(candidate.read(image)), List.of());
            } catch (InvalidSignatureException invalid) {
                found.add("a signature " + invalid.getMessage() + " (" + candidate.place() + ")");
            } catch (TrustedRootException e) {
                untold = e;
            }
        }
        if (untold != null) {
            throw untold;
        }
        List<String> told = new ArrayList<>(found.stream().limit(MOST_TOLD).toList());
        if (seen > MOST) {
            told.add("more than " + MOST + " signatures, of which no more were looked at");
        }
        return new Result(null, List.copyOf(told));
    }
}
