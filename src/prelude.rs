//! Everything that a notebook cell needs: `use cwola::prelude::*;`.

pub use crate::augment::{Augmentation, Dependent, Method, PtResolution};
pub use crate::error::Error;
pub use crate::evaluate::{
    CorrelationMatrix, Counting, Evaluation, PairingEfficiency, Roc, Scores, SignificanceFormula, correlation_matrix,
    fake_bump, region_cut,
};
pub use crate::events::{Constituents, Dijets, Events, Jets, Label, SampleInfo, is_one_of, read_frame};
pub use crate::mixing::{
    Composition, Drawing, MixedSample, Overlap, Part, Pool, RegionCounts, StrengthConfig, ToySample,
};
pub use crate::model::{CnnKind, CnnNet, SpanetNet};
pub use crate::physics::{ClusteredJet, JetAlgorithm, JetDefinition};
pub use crate::physics::{
    CrossSection, FourVector, Luminosity, asimov, asimov_with_uncertainty, delta_phi, delta_r, invariant_mass,
    selection_factor, significance,
};
pub use crate::plot::{
    Axis, Color, Dash, EpochCurves, Figure, Hist, Hist2d, Histogram, Histogram2d, Join, Layer, Legend, Marker, Norm,
    Panel, RocAxes, RocCurve, Scale, Series, SvgImage, column_label, column_symbol, compare_columns, svg,
    training_curves,
};
pub use crate::report::{Cell, FrameTools, Show, ShowDebug, Table, show};
pub use crate::represent::{Matrix, Scaler, Scaling};
pub use crate::selection::{
    Cutflow, DijetCuts, FeatureSet, FourTag, JetChoice, MassWindows, four_tag, pair_jets, select_jets,
};
pub use crate::simulate::{DarkValley, Decay, DijetSelection, GaussianToy, QcdDijets, ZGammaToy};
pub use crate::stats::{BumpSearch, BumpTest, BumpWidth, ExponentialFit, FitStatus, Measured, Spectrum};
pub use crate::store::Cache;
pub use crate::studies::augmentation::{AugmentationSample, Variant, recipe, train_augmented};
pub use crate::studies::dark::{
    DataFlow, Draws, ScanNetwork, ScanPool, ScanResult, SetNetwork, Sideband, StrengthScan, TrainingSet,
};
pub use crate::studies::dark_generator::{GeneratorPair, generator_table, lambda_by_hand};
pub use crate::studies::dihiggs::{DiHiggsSample, dihiggs_config, fraction_scan};
pub use crate::studies::hunting::{HuntingSample, Scan, scan};
pub use crate::studies::overtraining::{
    Classifier, NullReference, OvertrainingResult, OvertrainingTest, Scored, ToySource, overtraining_test,
};
pub use crate::studies::reference::HeavyMass;
pub use crate::studies::samples::DarkValleySample;
pub use crate::studies::spanet::{
    Leak, LeakTargets, PairingSample, PairingTask, leak_experiment, pairing_table, spanet_config, spanet_scan,
};
pub use crate::studies::zgamma::{zgamma_figure, zgamma_network, zgamma_table, zgamma_test};
pub use crate::studies::{Profile, expect, figure, named_figure, named_table, table, theorem_figure, theorem_scan};
pub use crate::train::{
    BoostConfig, ClassWeights, Device, GuardPolicy, Keep, Loss, MissingValues, PartialEvents, RateSchedule, Run,
    SpanetTraining, TargetBalance, TrainConfig, Watch, compare_with_background_only, train_boosted_trees, train_cwola,
    train_cwola_images, train_supervised, train_supervised_images, train_watched,
};

pub use crate::augment::{JetAngles, JetAugmentation, NoisePixels, Originals, PixelNoise, RowOrder};
pub use crate::represent::{ImageConfig, ImageSample, JetImages, PtScale, RowSplit, Step};
