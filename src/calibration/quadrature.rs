//! Sums that stand for integrals: Gauss–Kronrod with 7 and 15 nodes (QUADPACK, qk15).

/// Panels at most. Halving down to the width at which a cliff no longer counts takes a few hundred.
const PANELS: usize = 4000;
const TOLERANCE: f64 = 1e-13;
const NARROWEST: f64 = 1e-12;

/// ∫ f over an interval, panels halved where 7 and 15 nodes differ.
pub(crate) fn integral(f: &dyn Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let mut open = vec![(from, to)];
    let mut sum = 0.0;
    let mut panels = 0;
    while let Some((from, to)) = open.pop() {
        panels += 1;
        let (mut fine, mut coarse) = (0.0, 0.0);
        for (x, kronrod, gauss) in nodes(from, to) {
            let value = f(x);
            fine += kronrod * value;
            coarse += gauss * value;
        }
        if (fine - coarse).abs() <= TOLERANCE || to - from <= NARROWEST || panels >= PANELS {
            sum += fine;
        } else {
            let middle = 0.5 * (from + to);
            open.extend([(middle, to), (from, middle)]);
        }
    }
    sum
}

/// Place, Kronrod's weight and Gauss's weight of every node of an interval.
pub(crate) fn nodes(from: f64, to: f64) -> impl Iterator<Item = (f64, f64, f64)> {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    let both = NODES.into_iter().flat_map(|(node, kronrod, gauss)| [(-node, kronrod, gauss), (node, kronrod, gauss)]);
    std::iter::once(MIDDLE).chain(both).map(move |(node, kronrod, gauss)| (middle + half * node, half * kronrod, half * gauss))
}

const MIDDLE: (f64, f64, f64) = (0.0, 0.209_482_141_084_727_83, 0.417_959_183_673_469_4);
const NODES: [(f64, f64, f64); 7] = [
    (0.991_455_371_120_812_6, 0.022_935_322_010_529_224, 0.0),
    (0.949_107_912_342_758_5, 0.063_092_092_629_978_56, 0.129_484_966_168_869_7),
    (0.864_864_423_359_769_1, 0.104_790_010_322_250_18, 0.0),
    (0.741_531_185_599_394_4, 0.140_653_259_715_525_92, 0.279_705_391_489_276_64),
    (0.586_087_235_467_691_1, 0.169_004_726_639_267_9, 0.0),
    (0.405_845_151_377_397_2, 0.190_350_578_064_785_4, 0.381_830_050_505_118_9),
    (0.207_784_955_007_898_47, 0.204_432_940_075_298_89, 0.0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_and_steep() {
        let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
        near(integral(&|x| x.powi(20), -1.0, 1.0), 2.0 / 21.0);
        near(integral(&|x| (-x * x).exp(), -9.0, 9.0), std::f64::consts::PI.sqrt());
        near(integral(&|x| if x < 0.3 { 1.0 } else { 0.0 }, 0.0, 1.0), 0.3);
        assert_eq!(integral(&|x| x, 1.0, 1.0), 0.0);
        assert!(integral(&|_| f64::NAN, 0.0, 1.0).is_nan());
    }
}
