//! The incomplete beta function and its inverse: what binomial tests, bounds and intervals stand on. A calibrator's band may decide, so there is
//! nothing here but `libm` and arithmetic: the same bits in every runtime.

use super::quadrature::nodes;
use super::special::{exp, ln, ln_gamma};
use std::f64::consts::PI;

/// Iₓ(a, b), a and b > 0: the probability that a beta variable is at most x.
#[cfg(test)]
pub(crate) fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    let x = x.clamp(0.0, 1.0);
    tails(x, 1.0 - x, a, b).0
}

/// P(X ≤ k) for X ~ Binomial(n, p).
pub(crate) fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    // Iₚ(k + 1, n − k) is the probability of more than k; p itself goes in, for 1 − p has lost the digits of a small one.
    tails(p, 1.0 - p, k as f64 + 1.0, (n - k) as f64).1
}

/// x with Iₓ(a, b) = p: Newton's steps inside a bracket that every one narrows.
pub(crate) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { 0.0 } else { 1.0 };
    }
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = near(p, a, b);
    for _ in 0..200 {
        let (front, (below, above)) = (front(x, 1.0 - x, a, b), tails(x, 1.0 - x, a, b));
        // The smaller of both is exact.
        let off = if below < above { below - p } else { (1.0 - p) - above };
        if off > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - off * x * (1.0 - x) / front;
        // Near 0 a quantile may be any power of two, and from below Newton's steps rise fast.
        let middle = if low == 0.0 { 1e-3 * high } else { 0.5 * (low + high) };
        let next = if newton > low && newton < high { newton } else { middle };
        if (next - x).abs() <= 4.0 * f64::EPSILON * next {
            return next;
        }
        x = next;
    }
    x
}

/// Where a normal distribution with the same mean and variance has its 5 % or 95 %, or the mean: a start.
fn near(p: f64, a: f64, b: f64) -> f64 {
    let mean = a / (a + b);
    let reach = 1.645 * (mean * (1.0 - mean) / (a + b + 1.0)).sqrt();
    let start = if p < 0.5 { mean - reach } else { mean + reach };
    if start > 0.0 && start < 1.0 { start } else { mean }
}

/// Where both parameters are above it, the density is nearly normal, and an integral of it takes fewer steps than a fraction.
const LARGE: f64 = 1000.0;

/// Below and above x, y = 1 − x; the smaller of both without cancellation.
fn tails(x: f64, y: f64, a: f64, b: f64) -> (f64, f64) {
    if x <= 0.0 || y <= 0.0 {
        return if x <= 0.0 { (0.0, 1.0) } else { (1.0, 0.0) };
    }
    let left = if a.min(b) > LARGE { x * b < y * a } else { x <= (a + 1.0) / (a + b + 2.0) };
    let tail = match (a.min(b) > LARGE, left) {
        (true, true) => integral(y, x, b, a),
        (true, false) => integral(x, y, a, b),
        (false, true) => front(x, y, a, b) / fraction(x, y, a, b),
        (false, false) => front(x, y, a, b) / fraction(y, x, b, a),
    };
    let tail = if tail > 1.0 { 1.0 } else { tail };
    if left { (tail, 1.0 - tail) } else { (1.0 - tail, tail) }
}

/// xᵃ yᵇ ∕ B(a, b), by what each parameter deviates from what x and y expect: logarithms of gamma functions would cancel, and leave seven digits
/// of a billion trials (Loader 2000).
fn front(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let n = a + b;
    let log = rest(n) - rest(a) - rest(b) - deviance(a, n * x) - deviance(b, n * y);
    ((a / n) * b / (2.0 * PI)).sqrt() * exp(log)
}

/// k ln(k ∕ m) + m − k, k and m > 0, without cancellation where they are near.
fn deviance(k: f64, m: f64) -> f64 {
    let v = (k - m) / (k + m);
    if v.abs() > 0.1 {
        return k * ln(k / m) + m - k;
    }
    // ln(k ∕ m) = 2 (v + v³ ∕ 3 + v⁵ ∕ 5 …)
    let square = v * v;
    let mut sum = (k - m) * v;
    let mut power = 2.0 * k * v;
    for odd in (3..40).step_by(2) {
        power *= square;
        sum += power / f64::from(odd);
    }
    sum
}

/// What Stirling's formula lacks: ln Γ(x) − (x − ½) ln x + x − ½ ln 2π.
fn rest(x: f64) -> f64 {
    if x < 16.0 {
        return ln_gamma(x) - (x - 0.5) * ln(x) + x - 0.5 * ln(2.0 * PI);
    }
    let square = 1.0 / (x * x);
    let terms = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0];
    terms.iter().rev().fold(0.0, |sum, term| sum * square + term) / x
}

/// What [`front`] is divided by: the continued fraction of DiDonato and Morris (1992), which knows x only by how far it is from the mean and so
/// loses nothing near 1, by Lentz's algorithm, for x up to about the mean. It takes some √min(a, b) rounds; the limit is for what is no number.
fn fraction(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let off = a * y - b * x + 1.0;
    let mut value = a * off / (a + 1.0);
    let (mut c, mut d) = (value, 0.0);
    for m in 1..10_000 {
        let m = f64::from(m);
        let (odd, before) = (a + 2.0 * m + 1.0, a + 2.0 * m - 1.0);
        let over = ((a + m - 1.0) / before) * ((a + b + m - 1.0) / before) * m * (b - m) * x * x;
        let under = m + m * (b - m) * x / before + (a + m) * (off + m * (1.0 + y)) / odd;
        d = 1.0 / (under + over * d);
        c = under + over / c;
        value *= c * d;
        if (c * d - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// The probability above x, x not below the mean, for large a and b: twelve panels, each no wider than a standard deviation and than what the
/// density needs to fall to e⁻³. What lies beyond is nothing beside them.
fn integral(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let n = a + b;
    let deviation = ((a / n) * (b / n) / n).sqrt();
    let away = (x * b - y * a) / n / deviation;
    let panel = deviation * (3.0 / away).min(1.0);
    let density = |u: f64| if u < y { front(x + u, y - u, a, b) / ((x + u) * (y - u)) } else { 0.0 };
    (0..12).map(f64::from).flat_map(|at| nodes(panel * at, panel * (at + 1.0))).map(|(u, weight, _)| weight * density(u)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x, a, b and Iₓ(a, b) to 17 digits, by mpmath 1.3 with 40; from three standard deviations and more below the mean to above it.
    #[rustfmt::skip]
    #[allow(clippy::excessive_precision, reason = "as the reference prints them")]
    const BETA: &[(f64, f64, f64, f64)] = &[
        (0.14644660940672624, 0.5, 0.5, 0.25),
        (0.49646446609406725, 0.5, 0.5, 0.49774919045259527),
        (0.5, 0.5, 0.5, 0.5),
        (0.6767766952966369, 0.5, 0.5, 0.61502672808130793),
        (0.023484487934682226, 0.5, 20.5, 0.67345850336141715),
        (0.023809523809523808, 0.5, 20.5, 0.67682389845404552),
        (0.04006131755160304, 0.5, 20.5, 0.80186568913000754),
        (0.08881669877784072, 0.5, 20.5, 0.9477454590553278),
        (0.21883104871447454, 0.5, 20.5, 0.9984391263316911),
        (0.24940223871065176, 3.0, 0.75, 0.0098332657188661106),
        (0.6164674129035506, 3.0, 0.75, 0.16575967629157942),
        (0.7981646741290355, 3.0, 0.75, 0.39272012769326376),
        (0.8, 3.0, 0.75, 0.39587909238662698),
        (0.8917662935482247, 3.0, 0.75, 0.58661384671678625),
        (2.5000833050822302e-05, 2.25, 30000.0, 0.12398388000607548),
        (7.449443999813315e-05, 2.25, 30000.0, 0.58478215930933536),
        (7.499437542184336e-05, 2.25, 30000.0, 0.5886401636491154),
        (9.999114660735389e-05, 2.25, 30000.0, 0.74919526871067338),
        (0.00017498146016388548, 2.25, 30000.0, 0.95405954156504799),
        (0.0003749556296479697, 2.25, 30000.0, 0.99973687198727736),
        (0.18019892546658434, 10.5, 10.5, 0.00050761315545177386),
        (0.3933996418221948, 10.5, 10.5, 0.16434734161823183),
        (0.49893399641822195, 10.5, 10.5, 0.49614846456459303),
        (0.5, 10.5, 10.5, 0.5),
        (0.5533001790889026, 10.5, 10.5, 0.68584639197505713),
        (0.7132007163556104, 10.5, 10.5, 0.97876840554419818),
        (0.47657969593378857, 100.5, 30.0, 2.9042437073649327e-12),
        (0.6600392250556305, 100.5, 30.0, 0.002761534049714588),
        (0.7334230367043673, 100.5, 30.0, 0.15907826142782822),
        (0.769748023470492, 100.5, 30.0, 0.48107580287558096),
        (0.7701149425287356, 100.5, 30.0, 0.4850359675901693),
        (0.7884608954409198, 100.5, 30.0, 0.68057173287788547),
        (0.8434987541774724, 100.5, 30.0, 0.98394685109780627),
        (0.990266377474946, 100.5, 30.0, 1.0),
        (0.32138408350308506, 999.0, 1500.0, 9.1279092725090598e-17),
        (0.3703689712896473, 999.0, 1500.0, 0.00124702128733798),
        (0.3899629264042722, 999.0, 1500.0, 0.15870104841885785),
        (0.39966193418601154, 999.0, 1500.0, 0.49710048239851394),
        (0.3997599039615846, 999.0, 1500.0, 0.50108878279720918),
        (0.40465839274024085, 999.0, 1500.0, 0.69213471192770059),
        (0.41935385907620953, 999.0, 1500.0, 0.97682005487528969),
        (0.4585417693054593, 999.0, 1500.0, 0.9999999984471696),
        (0.3219339736592203, 1001.5, 1500.5, 9.2207805341422033e-17),
        (0.37090010023411807, 1001.5, 1500.5, 0.0012475899086433997),
        (0.3904865508640772, 1001.5, 1500.5, 0.15870102224682293),
        (0.40018184392590694, 1001.5, 1500.5, 0.49709395090977603),
        (0.40027977617905675, 1001.5, 1500.5, 0.50108225203057602),
        (0.40517638883654655, 1001.5, 1500.5, 0.69213044779119567),
        (0.41986622680901586, 1001.5, 1500.5, 0.97682267444110089),
        (0.4590391280689341, 1001.5, 1500.5, 0.99999999845212815),
        (0.0018419874367019114, 1200.0, 500000.0, 1.6224721000556286e-18),
        (0.002187153908076864, 1200.0, 500000.0, 0.0010306150082733391),
        (0.002325220496626845, 1200.0, 500000.0, 0.1586214339032874),
        (0.0023935634579590856, 1200.0, 500000.0, 0.49983539301774864),
        (0.0023942537909018356, 1200.0, 500000.0, 0.50382504212131042),
        (0.0024287704380393307, 1200.0, 500000.0, 0.693992372889752),
        (0.0025323203794518166, 1200.0, 500000.0, 0.97571971756593462),
        (0.002808453556551779, 1200.0, 500000.0, 0.99999999384699955),
        (0.4960000019999985, 500000.0, 500000.0, 6.2147995970832535e-16),
        (0.49850000074999945, 500000.0, 500000.0, 0.0013498780883439297),
        (0.4995000002499998, 500000.0, 500000.0, 0.15865537491678214),
        (0.4999950000025, 500000.0, 500000.0, 0.49601064667720387),
        (0.5, 500000.0, 500000.0, 0.5),
        (0.5002499998750001, 500000.0, 500000.0, 0.69146234025160879),
        (0.5009999995000004, 500000.0, 500000.0, 0.977249895047405),
        (0.5029999985000011, 500000.0, 500000.0, 0.99999999901371307),
        (2.1407646042542708e-05, 40.5, 1000000.0, 0.00015110725852338819),
        (3.4134788558465855e-05, 40.5, 1000000.0, 0.1575337766480756),
        (4.043472410384782e-05, 40.5, 1000000.0, 0.51691306624374287),
        (4.049835981642744e-05, 40.5, 1000000.0, 0.52089735152213527),
        (4.368014544540822e-05, 40.5, 1000000.0, 0.70524525574642522),
        (5.322550233235059e-05, 40.5, 1000000.0, 0.96948450546849223),
        (7.86797873641969e-05, 40.5, 1000000.0, 0.99999920783202005),
        (0.29988406898608844, 300000000.0, 700000000.0, 6.1917326844749436e-16),
        (0.29995652586978316, 300000000.0, 700000000.0, 0.0013495718152239907),
        (0.29998550862326107, 300000000.0, 700000000.0, 0.15865525402187401),
        (0.2999998550862326, 300000000.0, 700000000.0, 0.49601431375584654),
        (0.3, 300000000.0, 700000000.0, 0.50000367061739987),
        (0.30000724568836945, 300000000.0, 700000000.0, 0.69146489063264228),
        (0.3000289827534779, 300000000.0, 700000000.0, 0.97724837780713317),
        (0.30008694826043364, 300000000.0, 700000000.0, 0.99999999901145434),
        (0.9999976422341971, 1000000000.0, 2000.0, 1.8005556903713508e-14),
        (0.9999978658403239, 1000000000.0, 2000.0, 0.0016260851230353113),
        (0.9999979552827746, 1000000000.0, 2000.0, 0.15863540505990147),
        (0.9999979995567877, 1000000000.0, 2000.0, 0.49303771594749959),
        (0.999998000004, 1000000000.0, 2000.0, 0.49702646023540329),
        (0.9999980223646127, 1000000000.0, 2000.0, 0.68949345144670678),
        (0.9999980894464507, 1000000000.0, 2000.0, 0.97847039285759304),
        (0.9999982683313522, 1000000000.0, 2000.0, 0.99999999983498197),
        (4.9999999975e-10, 0.5, 1000000000.0, 0.68268949201610053),
        (8.535533899013321e-10, 0.5, 1000000000.0, 0.80863881831844097),
        (1.914213560355328e-09, 0.5, 1000000000.0, 0.94960980146574443),
        (4.742640681565984e-09, 0.5, 1000000000.0, 0.99792873155633883),
        (3.211144460535792e-07, 500.0, 1000000000.0, 1.6884053266136665e-20),
        (4.3291776102017036e-07, 500.0, 1000000000.0, 0.00087202996827377084),
        (4.776390870068068e-07, 500.0, 1000000000.0, 0.15857194411156554),
        (4.997761433701919e-07, 500.0, 1000000000.0, 0.50195755809423363),
        (4.99999750000125e-07, 500.0, 1000000000.0, 0.50594714171119399),
        (5.111800814967841e-07, 500.0, 1000000000.0, 0.69539495827667603),
        (5.447210759867615e-07, 500.0, 1000000000.0, 0.97489092988640698),
        (6.341637279600344e-07, 500.0, 1000000000.0, 0.99999998562679276),
        (0.41666655281165815, 500000000000000.0, 700000000000000.0, 6.2209502093348664e-16),
        (0.4166666239710385, 500000000000000.0, 700000000000000.0, 0.0013498979195395582),
        (0.4166666524347906, 500000000000000.0, 700000000000000.0, 0.15865525420022809),
        (0.4166666665243479, 500000000000000.0, 700000000000000.0, 0.49601064529856188),
        (0.4166666666666667, 500000000000000.0, 700000000000000.0, 0.50000000181644816),
        (0.4166666737826047, 500000000000000.0, 700000000000000.0, 0.69146246193743474),
        (0.4166666951304188, 500000000000000.0, 700000000000000.0, 0.97724986761557183),
        (0.41666675205792303, 500000000000000.0, 700000000000000.0, 0.99999999901341165),
    ];

    /// k, n, p and P(X ≤ k), likewise.
    #[rustfmt::skip]
    #[allow(clippy::excessive_precision, reason = "as the reference prints them")]
    const BINOMIAL: &[(u64, u64, f64, f64)] = &[
        (1000, 1000000000, 1e-06, 0.50840936716850761),
        (3, 1000000, 1e-05, 0.010335785844433462),
        (40, 100000, 0.0005, 0.086016245128090669),
        (2096000, 1000000000, 0.0021, 0.0028585465082946312),
        (0, 1000000000, 1e-09, 0.36787944098750258),
        (99, 100, 0.999999, 9.9995050164571361e-5),
    ];

    #[test]
    fn as_mpmath_has_it() {
        let mut worst: f64 = 0.0;
        for &(x, a, b, wanted) in BETA {
            let got = beta_cdf(x, a, b);
            // A double's neighbours are so far apart in I: no more can be asked for.
            let unit = f64::EPSILON * x * front(x, 1.0 - x, a, b) / (x * (1.0 - x));
            worst = worst.max((got - wanted).abs() - unit);
            assert!((got - wanted).abs() <= 1e-13 + unit, "I({x}; {a}, {b}) = {got} is not {wanted}");
            let tail = got.min(1.0 - got);
            if wanted < 1e-3 {
                assert!((tail / wanted - 1.0).abs() <= 1e-9 + unit / wanted, "I({x}; {a}, {b}) = {got} is not {wanted}");
            }
        }
        for &(k, n, p, wanted) in BINOMIAL {
            let got = binomial_cdf(k, n, p);
            assert!((got - wanted).abs() <= 1e-12, "P({k}; {n}, {p}) = {got} is not {wanted}");
        }
        println!("beta: {} numbers compared, off by {worst:e} at most", BETA.len() + BINOMIAL.len());
    }

    #[test]
    fn quantiles_invert() {
        for a in [0.1, 0.5, 1.0, 2.5, 10.0, 100.5, 1000.0, 50_000.0, 3e8] {
            for b in [0.1, 0.5, 1.0, 3.0, 20.0, 500.5, 30_000.0, 7e8] {
                for p in [1e-6, 0.01, 0.05, 0.5, 0.95, 0.999] {
                    let x = beta_quantile(p, a, b);
                    // Where x is all but 1, a double cannot come nearer than the slope allows.
                    let (below, above) = (beta_cdf(x * (1.0 - 4.0 * f64::EPSILON), a, b), beta_cdf((x * (1.0 + 4.0 * f64::EPSILON)).min(1.0), a, b));
                    assert!(below - 1e-12 <= p && p <= above + 1e-12, "I⁻¹({p}; {a}, {b}) = {x}: {below} … {above}");
                }
            }
        }
    }

    #[test]
    fn known_values() {
        // From scipy 1.17: betaincinv, binom.cdf.
        let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-14, "{got} is not {wanted}");
        near(beta_quantile(0.95, 23.318757080344064, 33.32570414713817), 0.5201706108094282);
        near(beta_quantile(0.05, 23.318757080344064, 33.32570414713817), 0.3067459527747701);
        assert!((binomial_cdf(5, 100, 0.1) - 0.0575768865).abs() < 1e-9);
        assert_eq!((binomial_cdf(3, 3, 0.5), binomial_cdf(0, 3, 0.0), binomial_cdf(0, 3, 1.0)), (1.0, 1.0, 0.0));
        assert!(beta_cdf(f64::NAN, 2.0, 3.0).is_nan());
    }

    #[test]
    fn hostile_counts_end() {
        for (a, b) in [(9e15, 9e15), (1e-3, 9e15), (9e15, 0.4), (0.4, 0.4), (999.0, 9e15)] {
            assert!((0.0..=1.0).contains(&beta_quantile(0.05, a, b)), "{a}, {b}");
        }
    }
}
