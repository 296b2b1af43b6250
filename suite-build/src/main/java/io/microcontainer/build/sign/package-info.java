/** Signatures of images as cosign makes and checks them with a key pair: a payload ("simple signing") and its ECDSA signature under a tag. */
package io.microcontainer.build.sign;
