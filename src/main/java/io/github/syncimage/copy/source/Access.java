package io.github.syncimage.copy.source;

/** Says as whom a source is read. */
public enum Access {
    /** It is read as the operator, with every login that there is for the source's host. */
    OPERATOR,
    /** It is read as anybody: an anonymous request has to be answered first. Logins for sources may then read what it showed. */
    PUBLIC,
    /** It is read as somebody whom the operator lets read private images, with the logins for sources from the start. */
    PRIVATE
}
