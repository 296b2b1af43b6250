package io.microcontainer.build.repo;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.compress.Compression;
import io.microcontainer.build.fetch.Checksum;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Opens one metadata file for reading by StAX: unpacked, bounded, without document types and external entities. */
final class MetadataXml implements AutoCloseable {

    private final String what;
    private final InputStream in;
    private final XMLStreamReader xml;

    private MetadataXml(String what, InputStream in, XMLStreamReader xml) {
        this.what = what;
        this.in = in;
        this.xml = xml;
    }

    /**
     * @param what  the document's name for messages
     * @param limit most bytes that it may unpack to
     */
    static MetadataXml open(Path file, String what, long limit) {
        try {
            InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            try {
                in.mark(Compression.MAGIC);
                byte[] begin = in.readNBytes(Compression.MAGIC);
                in.reset();
                InputStream unpacked = new XmlGuard(Compression.detect(begin).open(in), what, limit);
                return new MetadataXml(what, unpacked,
                        // A decoder of our own: the parser's would write of wrong bytes to standard error.
                        factory().createXMLStreamReader(new InputStreamReader(unpacked, StandardCharsets.UTF_8.newDecoder())));
            } catch (IOException | XMLStreamException e) {
                in.close();
                throw e;
            }
        } catch (IOException | XMLStreamException e) {
            throw broken(what, e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    /** The name of the next element that begins, or null at the end. Ends of elements are passed over. */
    String nextElement() {
        try {
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    return xml.getLocalName();
                }
            }
            return null;
        } catch (XMLStreamException e) {
            throw broken(what, e);
        }
    }

    /** The name of the next element that begins inside of {@code parent}; null at the end of {@code parent}. */
    String nextElementIn(String parent) {
        try {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    return xml.getLocalName();
                }
                if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(parent)) {
                    return null;
                }
            }
            throw bad("ends within <" + parent + ">");
        } catch (XMLStreamException e) {
            throw broken(what, e);
        }
    }

    /** An attribute of the element just begun; null if it has none of the name. */
    String attribute(String name) {
        return xml.getAttributeValue(null, name);
    }

    /** {@code xml:base} of the element just begun; null if it has none. */
    String base() {
        return xml.getAttributeValue("http://www.w3.org/XML/1998/namespace", "base");
    }

    /** An attribute that must be there. */
    String required(String name) {
        String value = attribute(name);
        if (value == null) {
            throw bad("has <" + xml.getLocalName() + "> without the attribute " + name);
        }
        return value;
    }

    /** The text of the element just begun, which is read to its end. */
    String text() {
        try {
            return xml.getElementText().strip();
        } catch (XMLStreamException e) {
            throw broken(what, e);
        }
    }

    /** A size in bytes. */
    long size(String text) {
        try {
            long size = Long.parseLong(text.strip());
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException _) {
            // Falls through to the one message for both.
        }
        throw bad("has the size \"" + text + "\"");
    }

    /** The checksum of the element just begun, which is read to its end. */
    Checksum checksum() {
        String type = required("type");
        try {
            return Checksum.of(type, text());
        } catch (IllegalArgumentException e) {
            throw bad("is not usable: " + e.getMessage());
        }
    }

    BuildException bad(String problem) {
        var location = xml.getLocation();
        return new BuildException(what + " " + problem + " (line " + location.getLineNumber() + ")");
    }

    private static BuildException broken(String what, Exception e) {
        String reason = e.getMessage() == null ? e.toString() : Arrays.asList(e.getMessage().split("\n")).getLast();
        if (e instanceof XMLStreamException x && x.getNestedException() instanceof IOException io) {
            reason = io.getMessage();
        }
        return new BuildException(what + " cannot be read: " + reason, e);
    }

    @Override
    public void close() {
        try {
            xml.close();
            in.close();
        } catch (IOException | XMLStreamException e) {
            throw broken(what, e);
        }
    }
}
