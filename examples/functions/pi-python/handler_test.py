import unittest

from handler import compute_pi


class ComputePiTest(unittest.TestCase):
    def test_cuts_off_after_the_digits_asked_for(self):
        self.assertEqual(compute_pi(1), "3.1")
        self.assertEqual(compute_pi(20), "3.14159265358979323846")


if __name__ == "__main__":
    unittest.main()
