package io.github.syncimage.issue;

import java.util.Locale;

/** Why an issue is left alone or refused; its {@link #code} is what {@code explain} prints and templates go by. */
public enum Reason {
    /** The title neither starts with the prefix nor is plainly an image: the issue is left alone. */
    NO_PREFIX,
    /** Neither title nor body name an image. */
    NO_IMAGE,
    /** The title names more images than one issue may ask for. */
    SEVERAL_IMAGES,
    /** There is a tag or a registry but no name: {@code :latest}, {@code gcr.io/}. */
    EMPTY_NAME,
    /** The text breaks the grammar of image names. */
    INVALID_NAME,
    /** A repository with upper-case letters, which no registry has. */
    UPPER_CASE_REPOSITORY,
    /** More than one tag: {@code nginx:1:2}. */
    SEVERAL_TAGS,
    /** An empty tag, or one with a character that tags can't have: {@code nginx:1,2}. */
    INVALID_TAG,
    /** A tag that names a digest in full, under which signatures are looked for: {@code sha256-…}, {@code ….sig}. */
    DIGEST_TAG,
    /** Not {@code sha256:} and 64, or {@code sha512:} and 128, hex digits behind the {@code @}. */
    INVALID_DIGEST,
    /** A repository or other page at GitHub, which holds no image. */
    GITHUB_ADDRESS,
    /** A web page that doesn't say which image is meant. */
    NO_IMAGE_ADDRESS,
    /** What follows the {@code |}, or stands beside an image for a platform, is none: {@code linux/banana}. */
    INVALID_PLATFORM,
    /** A variable without a default: {@code nginx:${VERSION}}. */
    VARIABLE,
    /** A place that was left for somebody to fill in: {@code nginx:<tag>}. */
    PLACEHOLDER,
    /** A chart's values or a kustomization name an image whose tag stands elsewhere. */
    NO_TAG,
    /** Another mirror's name of an image, or a registry behind Docker Hub's name. */
    MIRROR_ADDRESS,
    /** A chart that Helm finds in a chart repository, where no registry's client gets at it. */
    CHART_REPOSITORY,
    /** Longer than any title or image name can be. */
    TOO_LONG,
    /** No rule serves this upstream. */
    UNSUPPORTED_REGISTRY,
    /** A rule says that this image is not served. */
    DENIED_IMAGE,
    /** The operator serves no requests of this user. */
    DENIED_USER,
    /** The target registry would refuse the name that the rules give. */
    INVALID_TARGET;

    /** In lower case: {@code unsupported_registry}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
