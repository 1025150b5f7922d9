//! In which order things that need each other come, and which of them go round in a circle.

/// Positions of all things, what is needed before what needs it.
///
/// `needs[position]` lists what the thing at that position needs. Things that do not need each
/// other keep their order.
///
/// # Errors
/// Circles, each of which begins and ends with the same position. None shares a thing with another,
/// so that breaking them up may bring further ones to light.
pub(super) fn order(needs: &[Vec<usize>]) -> Result<Vec<usize>, Vec<Vec<usize>>> {
    let mut walk = Walk {
        needs,
        marks: vec![Mark::Unseen; needs.len()],
        path: Vec::new(),
        order: Vec::with_capacity(needs.len()),
        circles: Vec::new(),
    };
    for position in 0..needs.len() {
        walk.visit(position);
    }
    if walk.circles.is_empty() { Ok(walk.order) } else { Err(walk.circles) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Unseen,
    /// On the path from where the walk began.
    OnPath,
    /// In a circle that has been noted.
    InCircle,
    Done,
}

struct Walk<'a> {
    needs: &'a [Vec<usize>],
    marks: Vec<Mark>,
    path: Vec<usize>,
    order: Vec<usize>,
    circles: Vec<Vec<usize>>,
}

impl Walk<'_> {
    fn visit(&mut self, position: usize) {
        match self.marks[position] {
            Mark::Done | Mark::InCircle => return,
            Mark::OnPath => return self.note_circle(position),
            Mark::Unseen => {}
        }
        self.marks[position] = Mark::OnPath;
        self.path.push(position);
        let needs = self.needs;
        for &need in &needs[position] {
            self.visit(need);
        }
        self.path.pop();
        if self.marks[position] == Mark::OnPath {
            self.marks[position] = Mark::Done;
        }
        self.order.push(position);
    }

    /// Notes the end of the path, from `position` on, as a circle.
    fn note_circle(&mut self, position: usize) {
        let start = self.path.iter().rposition(|&other| other == position).unwrap_or(0);
        let circle = &self.path[start..];
        if circle.iter().any(|&member| self.marks[member] == Mark::InCircle) {
            return;
        }
        for &member in circle {
            self.marks[member] = Mark::InCircle;
        }
        self.circles.push(circle.iter().copied().chain([position]).collect());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_needed_comes_first_and_the_rest_keeps_its_order() {
        assert_eq!(order(&[vec![2], vec![], vec![3], vec![]]), Ok(vec![3, 2, 0, 1]));
        assert_eq!(order(&[vec![], vec![], vec![]]), Ok(vec![0, 1, 2]));
    }

    #[test]
    fn circles_are_told_from_start_to_start() {
        assert_eq!(order(&[vec![0]]), Err(vec![vec![0, 0]]));
        assert_eq!(order(&[vec![1], vec![2], vec![0]]), Err(vec![vec![0, 1, 2, 0]]));
    }

    #[test]
    fn two_circles_are_two_problems_and_what_leads_to_them_is_none() {
        let needs = [vec![1], vec![2], vec![1], vec![4], vec![3]];
        assert_eq!(order(&needs), Err(vec![vec![1, 2, 1], vec![3, 4, 3]]));
    }

    fn graphs() -> impl Strategy<Value = Vec<Vec<usize>>> {
        (1usize..12)
            .prop_flat_map(|size| prop::collection::vec(prop::collection::vec(0..size, 0..4), size))
    }

    /// Whether taking away what needs nothing, again and again, leaves nothing.
    fn has_no_circle(needs: &[Vec<usize>]) -> bool {
        let mut left: Vec<usize> = (0..needs.len()).collect();
        loop {
            let before = left.len();
            let blocked = left.clone();
            left.retain(|&position| needs[position].iter().any(|need| blocked.contains(need)));
            if left.is_empty() || left.len() == before {
                return left.is_empty();
            }
        }
    }

    proptest! {
        #[test]
        fn every_graph_has_an_order_or_a_circle(needs in graphs()) {
            match order(&needs) {
                Ok(order) => {
                    prop_assert!(has_no_circle(&needs));
                    let mut sorted = order.clone();
                    sorted.sort_unstable();
                    prop_assert_eq!(sorted, (0..needs.len()).collect::<Vec<_>>());
                    for (at, &position) in order.iter().enumerate() {
                        for need in &needs[position] {
                            prop_assert!(order[..at].contains(need), "{order:?}");
                        }
                    }
                }
                Err(circles) => {
                    prop_assert!(!has_no_circle(&needs));
                    let mut listed = Vec::new();
                    for circle in &circles {
                        prop_assert!(circle.len() > 1 && circle.first() == circle.last());
                        for step in circle.windows(2) {
                            prop_assert!(needs[step[0]].contains(&step[1]), "{circle:?}");
                            prop_assert!(!listed.contains(&step[0]), "{circles:?}");
                            listed.push(step[0]);
                        }
                    }
                }
            }
        }
    }
}
