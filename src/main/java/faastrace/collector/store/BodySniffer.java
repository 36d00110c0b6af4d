package faastrace.collector.store;

import faastrace.trace.read.PerfScriptReader;
import faastrace.trace.read.TextEncoding;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Holds the beginning of a body until the type of the body is known. Only the beginning is decompressed. So a small
 * body does no harm, even if it would decompress to a huge text.
 */
final class BodySniffer {
    static final int BYTES = 16 * 1024;

    /** The buffer size for decompression. */
    private static final int PACKED = 4 * 1024;

    private byte[] piece = new byte[BYTES];
    private int length;

    /** Moves bytes from the buffer until the beginning is full. */
    void take(ByteBuffer buffer) {
        int count = Math.min(buffer.remaining(), BYTES - length);
        buffer.get(piece, length, count);
        length += count;
    }

    boolean full() {
        return length == BYTES;
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(piece, 0, length);
    }

    /** Releases the memory once the bytes are written. */
    void forget() {
        piece = new byte[0];
    }

    boolean gzip() {
        return length > 1 && piece[0] == 0x1f && (piece[1] & 0xff) == 0x8b;
    }

    /**
     * @param declaredGzip whether the sender declared that the body is gzip
     * @throws Rejection if the body does not begin like perf script text
     */
    void check(boolean declaredGzip) throws IOException {
        if (declaredGzip && !gzip()) {
            throw new Rejection(
                    Rejection.Reason.NOT_A_TRACE,
                    "the body is not gzip",
                    "compress it with gzip, or leave out Content-Encoding");
        }
        byte[] text = gzip() ? unpacked() : Arrays.copyOf(piece, length);
        TextEncoding.wide(text).ifPresent(encoding -> {
            throw new Rejection(
                    Rejection.Reason.NOT_A_TRACE,
                    "the body is " + encoding + " text, but perf script prints UTF-8",
                    "convert it: iconv -f " + encoding + " -t UTF-8");
        });
        boolean whole = !full() && text.length < BYTES;
        if (!PerfScriptReader.begins(text, whole)) {
            throw new Rejection(
                    Rejection.Reason.NOT_A_TRACE,
                    "the body does not begin like perf script text",
                    "send the output of 'perf script --header' with --data-binary, with or without gzip compression");
        }
    }

    private byte[] unpacked() throws IOException {
        byte[] text = new byte[BYTES];
        int size = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(piece, 0, length), PACKED)) {
            int read = 0;
            while (read >= 0 && size < BYTES) {
                size += read;
                read = in.read(text, size, BYTES - size);
            }
        } catch (EOFException | ZipException damaged) {
            // If the body is longer than the buffer, the compressed data is cut off at the end of the buffer.
            if (!full() || damaged instanceof ZipException) {
                throw new Rejection(
                        Rejection.Reason.INVALID,
                        "the gzip data is damaged or truncated",
                        "compress and send it again");
            }
        }
        return Arrays.copyOf(text, size);
    }
}
