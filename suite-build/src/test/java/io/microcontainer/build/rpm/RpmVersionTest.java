package io.microcontainer.build.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RpmVersionTest {

    private static final List<String> VERSIONS = List.of("0", "00", "1", "01", "1.0", "1.00", "1.0.0", "1.0a", "1.0.a", "1.0~rc1", "1.0~rc1~git1",
            "1.0~~", "1.0~", "1.0^", "1.0^git1", "1.0^git1~pre", "1.0^20160101", "1.0.1^git1", "1.0~rc1^git1", "1.0^git1^2", "10", "2", "9", "a", "A", "aa",
            "a1", "1a", "1a2", "alpha", "beta", "5.5p1", "5.5p2", "5.5p10", "10xyz", "10.1xyz", "xyz10", "xyz.4", "8", "6.0.rc1", "6.0", "20101121",
            "20101122", "2_0", "2.0", "1.2+3", "1.2_3", "1..2", ".1", "1.", "~1", "^1", "~", "^", "99999999999999999999", "99999999999999999998", "1é", "1.é2");

    /** Every pair, as rpm itself orders it; it takes no empty version and reads a dash as the begin of a release. */
    @Test
    void ordersLikeRpm() {
        var ours = new ArrayList<String>();
        for (String a : VERSIONS) {
            for (String b : VERSIONS) {
                ours.add(Integer.signum(RpmVersion.compare(a, b)) + " " + a + " " + b);
            }
        }
        String list = VERSIONS.stream().map(version -> "'" + version + "'").collect(Collectors.joining(","));
        String[] theirs = Peer.text("rpm", "--eval", "%{lua: local v = {" + list + "}; for _, a in ipairs(v) do for _, b in ipairs(v) do"
                + " print(rpm.vercmp(a, b)..' ') end end}").trim().split("\\s+");
        for (int i = 0; i < theirs.length; i++) {
            int pair = i;
            assertEquals(Integer.parseInt(theirs[i]), Integer.parseInt(ours.get(i).split(" ")[0]), () -> ours.get(pair));
        }
        assertEquals(VERSIONS.size() * VERSIONS.size(), theirs.length);
    }

    @Test
    void epochComesFirstAndMissingReleaseFitsAll() {
        assertTrue(Evr.parse("1:0.1-1").compareTo(Evr.parse("9.9-9")) > 0);
        assertEquals(0, Evr.parse("0:1.0-1").compareTo(Evr.parse("1.0-1")));
        assertEquals(new Evr(2, "3.4.5", "6"), Evr.parse("2:3.4.5-6"));
        assertEquals("2:3.4.5-6", Evr.parse("2:3.4.5-6").toString());
        assertEquals(0, Evr.parse("1.0").compareInDependency(Evr.parse("1.0-7")));
        assertTrue(Evr.parse("1.0").compareTo(Evr.parse("1.0-7")) < 0);
        assertThrows(IllegalArgumentException.class, () -> Evr.parse("99999999999:1-1"));
    }

    @Test
    void rangesOverlap() {
        assertTrue(relation(">=", "1.0").overlaps(relation("=", "1.0-3")));
        assertFalse(relation(">", "1.0").overlaps(relation("=", "1.0-3")));
        assertFalse(relation("<", "1.0").overlaps(relation("=", "1.0-3")));
        assertFalse(relation(">=", "1:0").overlaps(relation("=", "9-1")));
        assertTrue(relation("<", "2").overlaps(relation(">", "1")));
        assertTrue(Relation.any("x").overlaps(relation("=", "9-1")));
        assertFalse(relation("=", "1.0-1").overlaps(relation("=", "1.0-2")));
    }

    private static Relation relation(String sign, String evr) {
        return new Relation("x", Relation.comparison(sign), Evr.parse(evr));
    }
}
