package io.microcontainer.build.examine;

/**
 * What a layer says of a path and a tree does not keep.
 *
 * @param uid      owner's number
 * @param gid      group's number
 * @param modified seconds since 1970
 * @param layer    number of the layer from below, from 0
 */
public record Ownership(long uid, long gid, long modified, int layer) {
}
