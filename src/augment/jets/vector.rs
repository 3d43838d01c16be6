//! Loops over constituents on the vector unit.

/// Compiles a function for the base machine and for AVX2, and calls the second where the machine has it.
///
/// The order of additions is that of the source and products are not fused with sums, so both give the same numbers.
macro_rules! vector_unit {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block) => {
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) $(-> $out)? {
            #[inline(always)]
            fn body($($arg: $type),*) $(-> $out)? $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,bmi1,bmi2")]
                fn wide($($arg: $type),*) $(-> $out)? { body($($arg),*) }
                if std::is_x86_feature_detected!("avx2")
                    && std::is_x86_feature_detected!("bmi1")
                    && std::is_x86_feature_detected!("bmi2")
                {
                    // SAFETY: the features were just found on this machine.
                    return unsafe { wide($($arg),*) };
                }
            }
            body($($arg),*)
        }
    };
}
pub(super) use vector_unit;
