"""The kernel in a student's hands: errors, interrupts, restarts, traps."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from kernel_client import Kernel

LONG = """let toy = GaussianToy::new(1.0);
let mixed = MixedSample::by_fraction(&toy.signal(20_000, 1)?, &toy.background(20_000, 2)?, 0.8, 0.2, 20_000, 7)?;
let config = TrainConfig::dnn().with_hidden(&[256, 256]).with_max_epochs(100_000).with_patience(100_000);
"""


class Behaviour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cache = tempfile.mkdtemp(prefix="cwola-kernel-test-")
        cls.kernel = Kernel(CWOLA_CACHE=cls.cache).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.kernel.__exit__()
        shutil.rmtree(cls.cache, ignore_errors=True)

    def failed(self, code, name, words):
        result = self.kernel.run(code)
        self.assertEqual(result.status, "error", str(result))
        self.assertEqual(result.reply["content"]["ename"], name, result.all_text())
        self.assertIn(words, result.all_text())
        self.assertEqual(result.after_idle, 0)
        return result

    def test_failures_are_red_and_stand_under_their_cell(self):
        self.failed('Events::sample("none")?.len()', "Error", 'there is no sample "none"')
        self.failed('panic!("too much")', "Panic", "too much")
        self.failed("let a: Vec<f64> = vec![]; a[3]", "Panic", "index out of bounds")
        self.failed("1 +", "CompileError", "")
        self.failed("let a = 1;\nlet b = nothing + a;", "CompileError", "2 │ let b = nothing + a;")

    def test_output_is_complete_and_in_order(self):
        result = self.kernel.good('for i in 0..20000 { println!("{i}"); }\neprintln!("last");')
        self.assertEqual(result.text(), "".join(f"{i}\n" for i in range(20000)))
        self.assertEqual(result.text("stderr"), "last\n")
        self.assertEqual(result.after_idle, 0)
        self.assertIn("no end", self.kernel.good('print!("no end"); 1').text())

    def test_cells_behind_a_failed_one_are_not_run(self):
        codes = ["let before = 1;", 'Events::sample("none")?;', 'println!("must not run");', "2"]
        requests = [self.kernel.send(code) for code in codes]
        results = [self.kernel.collect(request) for request in requests]
        self.assertEqual([result.status for result in results], ["ok", "error", "aborted", "aborted"])
        self.assertEqual(results[2].outputs, [])
        self.assertEqual(self.kernel.good("before").data()[0]["text/plain"], "1")

    def test_traps_have_one_more_line(self):
        self.kernel.good("let signal = vec![1.0];\nfn take(v: Vec<f64>) -> usize { v.len() }")
        self.kernel.good("let n = take(signal);")
        self.failed("signal.len()", "CompileError", "`signal` was moved into `take` in cell")
        self.kernel.good("let forgot = Events::sample(\"dihiggs_500\");")
        self.failed("forgot.len()", "CompileError", "put `?` behind it")
        self.failed("let f = |x: f64| x;\nf", "CompileError", "")

    def test_a_foreign_type_needs_no_annotation(self):
        self.kernel.good('let table = df!["a" => [1.0, 2.0, 3.0]]?;')
        self.kernel.good('let few = table.clone().lazy().filter(col("a").gt(lit(1.5))).collect()?;')
        self.assertEqual(self.kernel.good("few.height()").data()[0]["text/plain"], "2")

    def test_an_interrupted_training_keeps_the_variables(self):
        self.kernel.good(LONG)
        request = self.kernel.send("let run = train_cwola(&mixed, &config)?;")
        time.sleep(5)
        self.kernel.manager.interrupt_kernel()
        result = self.kernel.collect(request, timeout=30)
        self.assertEqual(result.reply["content"].get("ename"), "Interrupted", str(result))
        self.assertIn("goes on from there", result.all_text())
        self.assertEqual(self.kernel.good("mixed.len()").status, "ok")
        # The interrupt is forgotten: a short training runs to its end.
        self.kernel.good("train_cwola(&mixed, &TrainConfig::dnn().with_max_epochs(2))?")

    def test_a_cell_that_does_not_stop_is_ended_and_the_loss_is_said(self):
        self.kernel.good("let kept = 1;")
        request = self.kernel.send("loop { std::thread::sleep(std::time::Duration::from_millis(5)); }")
        time.sleep(3)
        self.kernel.manager.interrupt_kernel()
        result = self.kernel.collect(request, timeout=30)
        self.assertIn("did not stop within 3 s", result.all_text())
        self.failed("kept", "CompileError", "`kept` is not known")
        # The new program has all that a cell needs.
        self.kernel.good("GaussianToy::new(1.0).test(5, 1)?")
        self.failed('panic!("once more")', "Panic", "once more")

    def test_a_crash_is_told(self):
        self.failed("std::process::abort()", "Died", "aborted")
        self.kernel.good("1 + 1")

    def test_completion_and_help_hide_the_machinery(self):
        def complete(code):
            request = self.kernel.client.complete(code, len(code))
            return self.kernel.collect(request).reply["content"]["matches"]

        self.kernel.good("let toy = GaussianToy::new(1.0);\nlet events = toy.test(5, 1)?;")
        names = complete("toy.")
        self.assertTrue(any(name.startswith("best_auc") for name in names), names)
        self.assertFalse([name for name in names if "evcxr" in name or name.startswith("blocks")])
        names = complete("events.frame().")
        self.assertTrue(any(name.startswith("height") for name in names), names[:20])
        code = "train_cwola(&mixed, "
        request = self.kernel.client.inspect(code, len(code))
        content = self.kernel.collect(request).reply["content"]
        self.assertTrue(content["found"])
        text = content["data"]["text/plain"]
        self.assertIn("Trains networks", text)
        self.assertNotIn("real::", text)
        self.assertNotIn("# Ok::<", text)


class Start(unittest.TestCase):
    def test_questions_are_answered_while_the_kernel_starts(self):
        with Kernel() as kernel:
            for _ in range(200):
                kernel.client.kernel_info()
            self.assertEqual(kernel.good("1 + 1").data()[0]["text/plain"], "2")

    def test_restarts_under_load(self):
        """Four processes that take all they can get, and a client that asks again and again."""
        times = int(os.environ.get("CWOLA_RESTARTS", "3"))
        load = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
        try:
            with Kernel() as kernel:
                for number in range(times):
                    kernel.restart(timeout=120)
                    for _ in range(20):
                        kernel.client.kernel_info()
                    result = kernel.good(f"{number} + 1", timeout=300)
                    self.assertEqual(result.data()[0]["text/plain"], str(number + 1))
        finally:
            for process in load:
                process.kill()


if __name__ == "__main__":
    unittest.main()
