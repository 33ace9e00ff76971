package io.github.syncimage.page.catalogue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML document in UTF-8 that is well-formed whatever texts come into it. */
final class Xml {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final XMLStreamWriter writer;

    Xml() throws XMLStreamException {
        // Java's own, whatever else lies on the class path.
        writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
        writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    }

    /** @param attributes name and value in turn */
    void open(String name, String... attributes) throws XMLStreamException {
        writer.writeStartElement(name);
        attributes(attributes);
    }

    /** More of what was opened last. */
    void attributes(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            writer.writeAttribute(attributes[i], allowed(attributes[i + 1]));
        }
    }

    void text(String text) throws XMLStreamException {
        writer.writeCharacters(allowed(text));
    }

    void close() throws XMLStreamException {
        writer.writeEndElement();
    }

    void element(String name, String text) throws XMLStreamException {
        open(name);
        text(text);
        close();
    }

    void empty(String name, String... attributes) throws XMLStreamException {
        writer.writeEmptyElement(name);
        attributes(attributes);
    }

    byte[] bytes() throws XMLStreamException {
        writer.writeEndDocument();
        writer.close();
        return bytes.toByteArray();
    }

    /** Some characters may not even be escaped in XML 1.0. */
    private static String allowed(String text) {
        return text.codePoints()
                .map(code -> code == '\t'
                                || code == '\n'
                                || code >= 0x20 && code < 0xd800
                                || code >= 0xe000 && code < 0xfffe
                                || code >= 0x10000
                        ? code
                        : 0xfffd)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
