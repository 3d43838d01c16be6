//! What a trained network is worth: ROC, AUC, accuracies, significance, correlations.
