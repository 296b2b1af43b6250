/** Bills of materials of images, down to the file: CycloneDX 1.6 and SPDX 2.3. */
package io.microcontainer.build.bom;
