/**
 * The file system part of a container's plan: {@link io.microcontainer.run.compile.fs.RootFileSystem} is the way in. Each
 * class compiles one subject to steps; {@link io.microcontainer.run.compile.fs.ImageView} alone looks at the host's files.
 */
package io.microcontainer.run.compile.fs;
