rewriter-profile 1
process 21575
wall 1577970390
cpu 1074225778
overhead 374929904
switches 323
sizes exact
base 0
peak 4281272
site 13 1 334 3982 768 2907 0 0 0 start basin.f90
site 16 96 2615386 103592367 760737 395035 0 0 0 step basin.f90
site 17 6 2909 21121 3898 62110 0 0 0 misfit basin.f90
site 19 1 1431 4205440 1435 20881 0 0 0 energy basin.f90
site 14 96 472 3486076 30106 243924 0 0 0 tendency step.f90
site 15 96 2514 1991583 20208 362902 0 0 0 force step.f90
site 16 96 92670 329228 399594 630515 0 0 0 accelerate step.f90
site 17 96 93452 79811136 294029 717760 0 0 0 surface step.f90
site 19 192 125839 1525486 86571 271617 0 0 0 thickness step.f90
site 23 12 10254 70982 3961 4925 0 0 0 filtr step.f90
site 24 12 1885 1521 2048 23963 0 0 0 filtr step.f90
site 8 48 8199 131797 2148 214972 0 0 0 pass filter.f
site 9 48 3639 17439 36611 236794 0 0 0 pass filter.f
site 14 192 6079 13187 8074 663946 0 0 0 divergence transport.f90
site 29 384 16624 28231 18693 48016161 0 0 0 faces transport.f90
site 46 322560 0 33902206 6615757 12099899 0 0 0 carried transport.f90
site 51 317952 8390301 16632765 11058799 20767442 0 0 0 carried transport.f90
site 12 96 4429 389867 19305 580865 0 0 0 column surface.f90
site 15 192 20879 1422372 28073 818226 0 0 0 divergence surface.f90
site 18 96 12100 22097 5540 994014 0 0 0 relax surface.f90
site 20 192 12212 26309 14503 545698 0 0 0 correct surface.f90
site 10 96 7909 149049 36555 254933 0 0 0 diagon solver.f
site 12 3285 1284743 66029842 1825940 245757576 0 0 0 sweep solver.f
site 11 96 33424 11822 6572 259523 0 0 0 stress forcing.f
site 12 96 18638 23620 5913 1833788 0 0 0 drag forcing.f
site 15 96 14018 23722 5548 618808 0 0 0 shear forcing.f
site 16 96 5596 22091 2893 631559 0 0 0 shear forcing.f
site 54 96 13339 251958 10437 643513 0 0 0 speed forcing.f
site 20 192 14881 24790 11061 7140686 0 0 0 rotation physics.f90
site 21 192 10221 31748 11327 4540805 0 0 0 friction physics.f90
site 22 192 14462 24215 8070 4549360 0 0 0 friction physics.f90
site 17 96 4592 9811 5783 250176 0 0 0 interface_pressure physics.f90
site 18 96 14614 24622 6479 267997 0 0 0 gradient physics.f90
site 62 192 17119 265742 23256 946554 0 0 0 vorticity physics.f90
site 26 12 2668 2714 632 6431 0 0 0 filtr step.f90
site 27 12 9913 3680 1595 51451 0 0 0 filtr step.f90
recording 0
visit 0 12 0 0
visit 0 11 0 0
recording 0 v1 v0
visit 0 16 0 0
visit 0 15 0 0
recording 0 v3*840 v2*828
visit 0 14 0 2
recording 0 v4
visit 0 13 0 3
recording 0 v5
recording 14256
visit 0 22 6912 5
visit 0 21 0 0
recording 4 v7 v6*31
visit 0 20 0 0
visit 0 19 0 6
visit 0 18 0 3
visit 0 17 0 0
recording 0 v11 v10*2 v9 v8*2
visit 0 27 0 0
recording 6912 v12
visit 0 26 0 0
visit 0 25 0 0
visit 0 24 0 8
visit 0 23 0 0
recording 0 v16 v15 v14 v13
recording 12512
recording 12320
visit 0 33 0 0
recording 13344 v17
visit 0 30 0 10
visit 0 29 0 11
visit 0 28 0 12
visit 0 32 0 0
visit 0 31 0 0
visit 4 28 0 12
recording 0 v23 v19 v18 v22 v21 v20 v19 v18
visit 0 10 0 1
visit 0 9 6912 1
visit 0 8 6912 4
visit 0 7 28608 7
visit 0 6 28608 0
visit 0 5 0 9
visit 0 4 0 13
recording 0 v30 v29 v28 v27 v26*2 v25 v24
recording 0 v20 v19 v18 v22 v21 v23 v19 v18
visit 0 4 0 15
recording 0 v31 v29 v28 v27 v26*2
recording 0 v20 v19 v18 v22 v21 v20 v19 v18
visit 0 4 0 17
recording 0 v32 v29 v28 v27 v26*2
recording 4 v7 v6*32
visit 0 19 0 19
recording 0 v11 v10*2 v33 v8*2
visit 0 7 28608 20
recording 0 v32 v29 v28 v34 v26*2
visit 0 35 0 1
visit 0 34 0 1
recording 0 v32 v29 v28 v34 v26*2 v36 v35
recording 4 v7 v6*33
visit 0 19 0 23
recording 0 v11 v10*2 v37 v8*2
visit 0 7 28608 24
recording 0 v32 v29 v28 v38 v26*2
recording 0 v32 v29 v28 v34 v26*2 v25 v24
recording 0 v32 v29 v28 v27 v26*2 v36 v35
recording 4 v7 v6*30
visit 0 19 0 28
recording 0 v11 v10*2 v39 v8*2
visit 0 7 28608 29
recording 0 v32 v29 v28 v40 v26*2
recording 0 v32 v29 v28 v27 v26*2 v25 v24
recording 0 v32 v29 v28 v38 v26*2 v36 v35
recording 0 v32 v29 v28 v38 v26*2 v25 v24
recording 4 v7 v6*34
visit 0 19 0 34
recording 0 v11 v10*2 v41 v8*2
visit 0 7 28608 35
recording 0 v32 v29 v28 v42 v26*2
recording 0 v32 v29 v28 v42 v26*2 v36 v35
recording 0 v30 v29 v28 v38 v26*2 v25 v24
recording 0 v31 v29 v28 v38 v26*2
recording 4 v7 v6*35
visit 0 19 0 40
recording 0 v11 v10*2 v43 v8*2
visit 0 7 28608 41
recording 0 v32 v29 v28 v44 v26*2 v25 v24
recording 0 v32 v29 v28 v44 v26*2
recording 0 v32 v29 v28 v44 v26*2 v36 v35
recording 4 v7 v6*36
visit 0 19 0 45
recording 0 v11 v10*2 v45 v8*2
visit 0 7 28608 46
recording 0 v32 v29 v28 v46 v26*2
recording 0 v30 v29 v28 v46 v26*2 v25 v24
recording 0 v31 v29 v28 v46 v26*2
recording 0 v32 v29 v28 v46 v26*2 v36 v35
recording 0 v32 v29 v28 v42 v26*2 v25 v24
recording 4 v7 v6*37
visit 0 19 0 52
recording 0 v11 v10*2 v47 v8*2
visit 0 7 28608 53
recording 0 v32 v29 v28 v48 v26*2
recording 0 v32 v29 v28 v46 v26*2 v25 v24
recording 4 v7 v6*38
visit 0 19 0 56
recording 0 v11 v10*2 v49 v8*2
visit 0 7 28608 57
recording 0 v32 v29 v28 v50 v26*2
recording 0 v32 v29 v28 v50 v26*2 v25 v24
recording 4 v7 v6*39
visit 0 19 0 60
recording 0 v11 v10*2 v51 v8*2
visit 0 7 28608 61
recording 0 v32 v29 v28 v52 v26*2 v36 v35
recording 0 v32 v29 v28 v52 v26*2
visit 4 3 0 0
visit 0 2 0 0
visit 0 1 42432 14
visit 0 1 42432 16
visit 0 1 42432 18
visit 0 1 42432 21
visit 0 1 42432 22
visit 0 1 42432 25
visit 0 1 42432 26
visit 0 1 42432 27
visit 0 1 42432 30
visit 0 1 42432 31
visit 0 1 42432 32
visit 0 1 42432 33
visit 0 1 42432 36
visit 0 1 42432 37
visit 4 1 42432 36
visit 0 1 42432 38
visit 0 1 42432 39
visit 0 1 42432 42
visit 0 1 42432 43
visit 0 1 42432 44
visit 4 1 42432 47
visit 0 1 42432 48
visit 0 1 42432 49
visit 0 1 42432 47
visit 0 1 42432 50
visit 0 1 42432 51
visit 0 1 42432 54
visit 0 1 42432 55
visit 0 1 42432 58
visit 0 1 42432 59
visit 0 1 42432 62
visit 0 1 42432 63
visit 0 0 0 0
recording 0 v87 v83 v86*2 v85 v83*3 v84 v83*2 v81 v79 v73*2 v78 v82 v54 v78 v81*2 v79 v78*2 v73 v80 v67*2 v73 v79 v78*2 v77 v76 v54 v75 v73 v67 v65 v60 v67*2 v72 v73*3 v74 v73 v67 v60 v66 v54 v60 v58 v67 v68 v73*3 v72 v67*2 v60 v59 v58*2 v71 v70 v54 v69 v67*2 v68 v67 v60*2 v66 v60*3 v65 v58*2 v57 v64 v54 v58 v57 v63 v62 v57 v58*2 v61 v60 v58*2 v59 v58 v57 v56 v55 v54 v53
run 1 64
end
