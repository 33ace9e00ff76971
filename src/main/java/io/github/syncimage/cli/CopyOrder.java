package io.github.syncimage.cli;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import java.util.List;

/**
 * One image to copy.
 *
 * @param target null where the rules give it
 */
record CopyOrder(ImageReference source, ImageReference target) {
    /** @throws InvalidReferenceException when one of them is no image name, or the target carries a digest */
    static CopyOrder parse(String source, String target) {
        ImageReference to = target == null ? null : ImageReference.parse(target);
        if (to != null && to.digest() != null) {
            throw new InvalidReferenceException("a target is named by its tag, not by a digest: '" + target + "'");
        }
        return new CopyOrder(ImageReference.parse(source), to);
    }

    /** Reads {@code SOURCE [TARGET]}. */
    static CopyOrder parseLine(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        if (words.size() > 2) {
            throw new InvalidReferenceException("not 'SOURCE [TARGET]': '" + line.strip() + "'");
        }
        return parse(words.get(0), words.size() == 2 ? words.get(1) : null);
    }
}
